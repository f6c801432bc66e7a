case    none
op      ai.lossgraph::ScatterNDGrad 1
in      x0 f32 [3,3] values -0.893999994 0.818000019 -2.17499995 1.83599997 2.83599997 1.70099998 0.717999995
        1.70200002 2.63100004
in      x1 i64 [2,1] values 2 0
out     y0 body
out     y1 body
value   rtol 1e-06 atol 1e-07

case    add
op      ai.lossgraph::ScatterNDGrad 1
attr    reduction "add"
in      x0 f32 [3,3] values 2.73300004 -1.00399995 0.884000003 -2.43400002 2.4920001 -2.65199995 -1.27600002
        0.43900001 -1.66100001
in      x1 i64 [1,2] values 2 1
out     y0 body
out     y1 body
value   rtol 1e-06 atol 1e-07

case    range
op      ai.lossgraph::ScatterNDGrad 1
in      x0 f32 [3,3] values -0.47299999 -0.896000028 0.999000013 0.107000001 1.97899997 0.726999998 1.32599998
        -2.90300012 1.05400002
in      x1 i64 [1,1] values 3
error   DATA index
