case    none
op      ai.lossgraph::ScatterElementsGrad 1
in      x0 f32 [3,3] values 2.01099992 1.21399999 -0.159999996 -0.136999995 -1.68299997 2.58400011 -1.36699998
        -1.41199994 1.62699997
in      x1 i64 [2,3] values 0 1 2 2 0 1
out     y0 body
out     y1 body
value   rtol 1e-06 atol 1e-07

case    add
op      ai.lossgraph::ScatterElementsGrad 1
attr    axis 1  reduction "add"
in      x0 f32 [3,3] values 0.460999995 0.100000001 0.425999999 -2.33699989 -2.34599996 2.87299991 1.21700001
        0.688000023 0.363999993
in      x1 i64 [2,3] values 0 1 2 2 0 1
out     y0 body
out     y1 body
value   rtol 1e-06 atol 1e-07

case    mul
op      ai.lossgraph::ScatterElementsGrad 1
attr    reduction "mul"
in      x0 f32 [3,3] values -1.59099996 -2.05999994 0.504999995 -2.93899989 -2.83400011 -0.940999985 0.513999999
        2.57800007 -0.284999996
in      x1 i64 [2,3] values 0 1 2 2 0 1
error   NO_GRADIENT mul

case    range
op      ai.lossgraph::ScatterElementsGrad 1
in      x0 f32 [3,3] values -1.16600001 2.72799993 -1.21599996 -0.112999998 -0.135000005 -2.73600006 -2.36500001
        -2.95099998 1.76400006
in      x1 i64 [2,3] values 5 6 7 7 5 6
error   DATA index
