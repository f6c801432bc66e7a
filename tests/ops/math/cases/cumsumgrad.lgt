case    plain
op      ai.lossgraph::CumSumGrad 1
in      x0 f32 [2,3,2] values 2.148 -2.27800012 -1.75800002 -2.36999989 2.92400002 1.56200004 -2.44400001 2.08800006
        -0.379000008 -2.85500002 -2.6329999 -1.50999999
in      x1 i64 [] values 1
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    exclusive
op      ai.lossgraph::CumSumGrad 1
attr    exclusive 1  reverse 1
in      x0 f32 [2,3,2] values 2.148 -2.27800012 -1.75800002 -2.36999989 2.92400002 1.56200004 -2.44400001 2.08800006
        -0.379000008 -2.85500002 -2.6329999 -1.50999999
in      x1 i64 [] values -1
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6
