case    two
op      ai.lossgraph::ConcatGrad 1
attr    axis 1
in      x0 f32 [2,5] values -2.70600009 -1.69700003 0.606000006 2.31599998 -0.902999997 -0.801999986 -0.5 1.08200002
        1.71200001 2.64599991
in      x1 i64 [2] values 2 3
in      x2 i64 [2] values 2 2
out     y0 body
out     y1 body
value   rtol 1e-06 atol 1e-07

case    first_axis
op      ai.lossgraph::ConcatGrad 1
attr    axis -2
in      x0 f32 [4,3] values -0.745999992 1.24100006 -0.949999988 1.94400001 -1.61600006 2.22600007 0.0309999995
        1.352 0.209999993 -1.10300004 -0.0340000018 -2.69700003
in      x1 i64 [2] values 1 3
in      x2 i64 [2] values 2 3
in      x3 i64 [2] values 1 3
out     y0 body
out     y1 body
out     y2 body
value   rtol 1e-06 atol 1e-07

case    too_long
op      ai.lossgraph::ConcatGrad 1
attr    axis 1
in      x0 f32 [2,5] values -2.7420001 0.180000007 -0.136999995 1.99899995 -2.87899995 0.340999991 -0.0560000017
        0.588 1.37699997 0.148000002
in      x1 i64 [2] values 2 3
in      x2 i64 [2] values 2 4
error   SHAPE part
