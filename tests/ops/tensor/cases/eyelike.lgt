case    default
op      ai.onnx::EyeLike 9
in      x0 f32 [3,4] values -0.633000016 -1.273 2.77699995 -1.41600001 1.28499997 2.78500009 1.57700002 1.25600004
        1.33899999 1.83099997 -1.37300003 0.75999999
out     y0 f32 [3,4] values 1 0 0 0 0 1 0 0 0 0 1 0
value   rtol 1e-06 atol 1e-07

case    k
op      ai.onnx::EyeLike 9
attr    k 1
in      x0 f32 [3,4] values 1.81700003 2.329 2.43499994 2.4230001 -2.41400003 -0.741999984 -0.261999995 2.3499999
        -0.483999997 -1.41100001 -2.88100004 -1.26699996
out     y0 f32 [3,4] values 0 1 0 0 0 0 1 0 0 0 0 1
value   rtol 1e-06 atol 1e-07

case    minus
op      ai.onnx::EyeLike 22
attr    k -2  dtype 7
in      x0 f32 [4,3] values 1.68400002 -2.87899995 -2.00999999 -1.13399994 0.192000002 -0.822000027 2.296 -1.755
        0.370000005 1.66700006 2.57800007 2.24099994
out     y0 i64 [4,3] values 0 0 0 0 0 0 1 0 0 0 1 0
value   rtol 1e-06 atol 1e-07

case    bf16
op      ai.onnx::EyeLike 22
attr    dtype 16
in      x0 f32 [2,2] values -2.18700004 1.75100005 1.05200005 -0.469999999
out     y0 bf16 [2,2] values 1.0 0.0 0.0 1.0
value   rtol 1e-06 atol 1e-07

case    f64
op      ai.onnx::EyeLike 22
attr    dtype 11
in      x0 f32 [2,2] values -2.84699988 -1.99199998 1.49699998 -2.49600005
out     y0 f64 [2,2] values 1.0 0.0 0.0 1.0
value   rtol 1e-06 atol 1e-07

case    far
op      ai.onnx::EyeLike 9
attr    k 9223372036854775807
in      x0 f32 [2,2] values -1.12399995 -1.46899998 1.477 -0.846000016
out     y0 f32 [2,2] values 0 0 0 0
value   rtol 1e-06 atol 1e-07

case    far_below
op      ai.onnx::EyeLike 9
attr    k -9223372036854775807
in      x0 f32 [2,2] values -2.477 -0.77700001 -1.03900003 1.30200005
out     y0 f32 [2,2] values 0 0 0 0
value   rtol 1e-06 atol 1e-07

case    rank
op      ai.onnx::EyeLike 9
in      x0 f32 [2] values -1.079 1.16199994
error   SHAPE rank

case    type
op      ai.onnx::EyeLike 9
attr    dtype 999
in      x0 f32 [2,2] values 0.231999993 2.32599998 1.39999998 -0.551999986
error   MODEL dtype
