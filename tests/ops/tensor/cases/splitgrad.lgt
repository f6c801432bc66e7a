case    all
op      ai.lossgraph::SplitGrad 1
attr    axis 1
in      x0 i64 [2] values 2 5
in      x1 i64 [2] values 2 3
in      x2 f32 [2,2] values 0.66900003 2.52900004 -2.3900001 2.12400007
in      x3 f32 [2,3] values -0.624000013 1.69000006 -1.06400001 0.754000008 0.0419999994 -2.37299991
value   rtol 1e-06 atol 1e-07

case    missing
op      ai.lossgraph::SplitGrad 1
attr    axis 1
in      x0 i64 [2] values 2 5
in      x1 i64 [2] values 2 3
in      x2 absent
in      x3 f32 [2,3] values 1.55900002 1.93799996 -0.101999998 -0.671999991 2.68499994 -0.754000008
value   rtol 1e-06 atol 1e-07

case    number
op      ai.lossgraph::SplitGrad 1
attr    num_outputs 3
in      x0 i64 [1] values 7
in      x1 absent
in      x2 f32 [3] values 2.27800012 -0.488999993 -0.759000003
in      x3 absent
in      x4 f32 [1] values -0.83099997
value   rtol 1e-06 atol 1e-07

case    even_missing
op      ai.lossgraph::SplitGrad 1
attr    axis 1
in      x0 i64 [2] values 2 6
in      x1 absent
in      x2 f32 [2,2] values -2.6400001 -1.33599997 -1.62300003 -2.62599993
in      x3 absent
in      x4 f32 [2,2] values 0.248999998 -0.347000003 -2.84899998 -2.06399989
value   rtol 1e-06 atol 1e-07

case    attribute
op      ai.lossgraph::SplitGrad 1
attr    split [1, 4]
in      x0 i64 [1] values 5
in      x1 absent
in      x2 f32 [1] values 2.51200008
in      x3 absent
value   rtol 1e-06 atol 1e-07

case    shape
op      ai.lossgraph::SplitGrad 1
attr    axis 1
in      x0 i64 [2] values 2 5
in      x1 i64 [2] values 2 3
in      x2 f32 [2,2] values -2.19799995 -0.75999999 2.70499992 -2.31999993
in      x3 f32 [2,2] values -0.541000009 1.80700004 -2.88499999 -2.59299994
error   SHAPE part

case    none
op      ai.lossgraph::SplitGrad 1
attr    axis 1
in      x0 i64 [2] values 2 5
in      x1 i64 [2] values 2 3
in      x2 absent
in      x3 absent
error   MODEL dY
