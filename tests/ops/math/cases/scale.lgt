case    up
op      com.microsoft::Scale 1
in      x0 f32 [2,3] values 0.317000002 -0.574000001 -1.81900001 1.44200003 -0.363000005 -2.96199989
in      x1 f32 [] values 2.5
out     y0 f32 [2,3] values 0.792500019 -1.43499994 -4.54750013 3.60500002 -0.907500029 -7.40499973
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    down
op      com.microsoft::Scale 1
attr    scale_down 1
in      x0 f32 [2,3] values 0.317000002 -0.574000001 -1.81900001 1.44200003 -0.363000005 -2.96199989
in      x1 i64 [1] values 4
out     y0 f32 [2,3] values 0.0792500004 -0.1435 -0.454750001 0.360500008 -0.0907500014 -0.740499973
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    zero
op      com.microsoft::Scale 1
in      x0 f32 [2,3] values 0.317000002 -0.574000001 -1.81900001 1.44200003 -0.363000005 -2.96199989
in      x1 i64 [1] values 0
error   DATA scale

case    list
op      com.microsoft::Scale 1
in      x0 f32 [2,3] values 0.317000002 -0.574000001 -1.81900001 1.44200003 -0.363000005 -2.96199989
in      x1 i64 [2] values 1 2
error   SHAPE scale
