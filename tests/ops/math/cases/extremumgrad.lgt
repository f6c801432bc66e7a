case    max
op      ai.lossgraph::ExtremumGrad 1
in      x0 f32 [2,3] values -1.48399997 0.707000017 -2.78299999 1.16100001 0.0890000015 1.90799999
in      x1 f32 [2,3] values 1 5 3 4 5 6
in      x2 f32 [2,3] values 1 2 3 4 5 6
in      x3 f32 [3] values 1 5 3
out     y0 body
out     y1 body
value   rtol 1e-05 atol 1e-07

case    min_of_three
op      ai.lossgraph::ExtremumGrad 1
in      x0 f32 [2,3] values 1.18499994 0.98299998 -0.122000001 0.425999999 1.62399995 -0.801999986
in      x1 f32 [2,3] values 1 2 2 1 2 2
in      x2 f32 [2,3] values 1 2 3 4 5 6
in      x3 f32 [3] values 1 5 3
in      x4 f32 [] values 2
out     y0 body
out     y1 body
out     y2 body
value   rtol 1e-05 atol 1e-07

case    shapes
op      ai.lossgraph::ExtremumGrad 1
in      x0 f32 [2,3] values 1.00699997 -2.21499991 2.18700004 0.667999983 -2.09100008 -1.64400005
in      x1 f32 [2,2] values -1 -2.55599999 -0.0839999989 0.130999997
in      x2 f32 [2,3] values 1 2 3 4 5 6
in      x3 f32 [3] values 1 5 3
error   SHAPE
