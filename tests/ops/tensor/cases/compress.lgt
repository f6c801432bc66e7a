case    axis
op      ai.onnx::Compress 11
attr    axis 0
in      x0 f32 [3,2] values -0.185000002 -2.93600011 -0.388999999 2.17600012 -2.64899993 0.150999993
in      x1 bool [3] values 0 1 1
out     y0 f32 [2,2] values -0.388999999 2.17600012 -2.64899993 0.150999993
value   rtol 1e-06 atol 1e-07

case    last
op      ai.onnx::Compress 9
attr    axis -1
in      x0 f32 [3,2] values 2.704 2.77600002 -2.90100002 -1.15799999 -1.83200002 2.8900001
in      x1 bool [2] values 0 1
out     y0 f32 [3,1] values 2.77600002 -1.15799999 2.8900001
value   rtol 1e-06 atol 1e-07

case    flat
op      ai.onnx::Compress 11
in      x0 f32 [3,2] values 1.78999996 -1.38999999 -0.681999981 1.051 -2.8499999 -1.99899995
in      x1 bool [3] values 0 1 1
out     y0 f32 [2] values -1.38999999 -0.681999981
value   rtol 1e-06 atol 1e-07

case    short
op      ai.onnx::Compress 11
attr    axis 0
in      x0 f32 [3,2] values 1.73500001 -1.16600001 -1.57799995 2.46199989 1.32299995 2.14599991
in      x1 bool [1] values 1
out     y0 f32 [1,2] values 1.73500001 -1.16600001
value   rtol 1e-06 atol 1e-07

case    string
op      ai.onnx::Compress 11
in      x0 str [2] values "a" "b"
in      x1 bool [2] values 0 1
out     y0 str [1] values "b"
value   rtol 1e-06 atol 1e-07

case    axis_range
op      ai.onnx::Compress 11
attr    axis 2
in      x0 f32 [3,2] values 1.69700003 0.0810000002 -1.89100003 1.171 0.287 1.37600005
in      x1 bool [1] values 1
error   MODEL axis
