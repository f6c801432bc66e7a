case    f16
op      ai.lossgraph::CastGrad 1
in      x0 f32 [3] values -2.61899996 -2.15300012 -2.40700006
in      x1 f16 [3] values 1.0 1.0 1.0
value   rtol 1e-06 atol 1e-07

case    grad
op      ai.lossgraph::CastGrad 1
in      x0 f32 [3] values -0.451000005 1.95599997 1.70200002
in      x1 f64 [3] values 1.0 1.0 1.0
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6
