case    rows
op      com.microsoft::GatherNDGrad 1
in      x0 i64 [2] values 3 3
in      x1 i64 [3,1] values 1 0 1
in      x2 f32 [3,3] values -0.838999987 2.06599998 -0.0970000029 0.234999999 -1.25300002 0.298999995 0.630999982
        -0.981999993 0.609000027
out     y0 f32 [3,3] values 0.234999999 -1.25300002 0.298999995 -0.208000004 1.08399999 0.512000024 0 0 0
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    batch
op      com.microsoft::GatherNDGrad 1
attr    batch_dims 1
in      x0 i64 [2] values 2 3
in      x1 i64 [2,1] values 2 0
in      x2 f32 [2] values 1.52499998 -0.875999987
out     y0 f32 [2,3] values 0 0 1.52499998 -0.875999987 0 0
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    size
op      com.microsoft::GatherNDGrad 1
in      x0 i64 [2] values 3 3
in      x1 i64 [2,1] values 1 0
in      x2 f32 [3,3] values -0.838999987 2.06599998 -0.0970000029 0.234999999 -1.25300002 0.298999995 0.630999982
        -0.981999993 0.609000027
error   SHAPE elements
