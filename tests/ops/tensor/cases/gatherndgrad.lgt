case    rows
op      com.microsoft::GatherNDGrad 1
in      x0 i64 [2] values 3 3
in      x1 i64 [3,1] values 1 0 1
in      x2 f32 [3,3] values 2.01399994 0.136000007 1.68400002 2.19199991 2.05100012 -2.11400008 2.34699988
        -2.2809999 1.40600002
out     y0 f32 [3,3] values 2.19199991 2.05100012 -2.11400008 4.36100006 -2.14499998 3.09000015 0 0 0
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    size
op      com.microsoft::GatherNDGrad 1
in      x0 i64 [2] values 3 3
in      x1 i64 [2,1] values 1 0
in      x2 f32 [3,3] values 2.01399994 0.136000007 1.68400002 2.19199991 2.05100012 -2.11400008 2.34699988
        -2.2809999 1.40600002
error   SHAPE elements
