case    f16
op      ai.lossgraph::CastGrad 1
in      x0 f32 [3] values 2.6170001 -1.83000004 -1.47099996
in      x1 f16 [3] values 1.0 1.0 1.0
value   rtol 1e-06 atol 1e-07
