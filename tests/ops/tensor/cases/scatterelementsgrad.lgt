case    none
op      ai.lossgraph::ScatterElementsGrad 1
in      x0 f32 [3,3] values -2.36500001 -2.95099998 1.76400006 -0.722000003 1.08500004 -0.323000014 -0.0270000007
        2.18400002 -0.633000016
in      x1 i64 [2,3] values 0 1 2 2 0 1
out     y0 body
out     y1 body
value   rtol 1e-06 atol 1e-07

case    add
op      ai.lossgraph::ScatterElementsGrad 1
attr    axis 1  reduction "add"
in      x0 f32 [3,3] values -2.3900001 1.01300001 -2.82299995 0.0930000022 -0.787999988 -0.441000015 1.36800003
        2.03399992 2.7750001
in      x1 i64 [2,3] values 0 1 2 2 0 1
out     y0 body
out     y1 body
value   rtol 1e-06 atol 1e-07

case    mul
op      ai.lossgraph::ScatterElementsGrad 1
attr    reduction "mul"
in      x0 f32 [3,3] values 1.67900002 1.91799998 2.62100005 -0.690999985 -0.940999985 -2.83400011 -0.27700001
        -2.66100001 -1.71500003
in      x1 i64 [2,3] values 0 1 2 2 0 1
error   NO_GRADIENT mul

case    range
op      ai.lossgraph::ScatterElementsGrad 1
in      x0 f32 [3,3] values -0.523999989 -0.529999971 1.58899999 -0.217999995 1.23899996 -2.86299992 1.32700002
        1.56900001 -2.92499995
in      x1 i64 [2,3] values 5 6 7 7 5 6
error   DATA index
