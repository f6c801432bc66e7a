case    f32
op      com.microsoft::IsFinite 1
in      x0 f32 [8] values 0 -0 inf -inf nan 9.9999461e-41 -1.00000002e+30 3.39999995e+38
out     y0 bool [8] values 1 1 0 0 0 1 1 1
value   rtol 1e-06 atol 1e-07
