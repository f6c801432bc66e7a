case    none
op      ai.lossgraph::ScatterNDGrad 1
in      x0 f32 [3,3] values -0.722000003 1.08500004 -0.323000014 -0.0270000007 2.18400002 -0.633000016 -2.3900001
        1.01300001 -2.82299995
in      x1 i64 [2,1] values 2 0
out     y0 body
out     y1 body
value   rtol 1e-06 atol 1e-07

case    add
op      ai.lossgraph::ScatterNDGrad 1
attr    reduction "add"
in      x0 f32 [3,3] values 0.0930000022 -0.787999988 -0.441000015 1.36800003 2.03399992 2.7750001 1.67900002
        1.91799998 2.62100005
in      x1 i64 [1,2] values 2 1
out     y0 body
out     y1 body
value   rtol 1e-06 atol 1e-07

case    range
op      ai.lossgraph::ScatterNDGrad 1
in      x0 f32 [3,3] values -0.690999985 -0.940999985 -2.83400011 -0.27700001 -2.66100001 -1.71500003 -0.523999989
        -0.529999971 1.58899999
in      x1 i64 [1,1] values 3
error   DATA index
