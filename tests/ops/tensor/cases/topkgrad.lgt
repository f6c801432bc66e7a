case    last
op      ai.lossgraph::TopKGrad 1
in      x0 f32 [3,2] values -0.995999992 -2.34200001 -1.55499995 -2.06100011 -0.568000019 1.45299995
in      x1 i64 [2] values 3 3
in      x2 i64 [3,2] values 0 2 1 0 2 1
value   rtol 1e-06 atol 1e-07

case    first_axis
op      ai.lossgraph::TopKGrad 1
attr    axis 0
in      x0 f32 [1,3] values 1.59800005 -2.352 -2.02699995
in      x1 i64 [2] values 3 3
in      x2 i64 [1,3] values 0 2 1
value   rtol 1e-06 atol 1e-07
