case    last
op      ai.lossgraph::TopKGrad 1
in      x0 f32 [3,2] values -1.93599999 0.0260000005 2.66700006 -1.71000004 2.93199992 -0.903999984
in      x1 i64 [2] values 3 3
in      x2 i64 [3,2] values 0 2 1 0 2 1
value   rtol 1e-06 atol 1e-07
