case    z
op      com.microsoft::ZeroGradient 1
in      x0 f32 [2,3] values 0.317000002 -0.574000001 -1.81900001 1.44200003 -0.363000005 -2.96199989
in      x1 bool [1] values 1
out     y0 f32 [2,3] values 0 -0 -0 0 -0 -0
value   rtol 1e-06 atol 1e-07
