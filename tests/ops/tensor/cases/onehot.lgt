case    last
op      ai.onnx::OneHot 11
in      x0 i64 [3] values 0 2 -1
in      x1 i64 [] values 3
in      x2 f32 [2] values 2.46099997 -2.18499994
out     y0 f32 [3,3] values -2.18499994 2.46099997 2.46099997 2.46099997 2.46099997 -2.18499994 2.46099997
        2.46099997 -2.18499994
value   rtol 1e-06 atol 1e-07

case    first
op      ai.onnx::OneHot 9
attr    axis 0
in      x0 i64 [2,2] values 0 1 5 -9
in      x1 i64 [1] values 4
in      x2 i64 [2] values 7 9
out     y0 i64 [4,2,2] values 9 7 7 7 7 9 7 7 7 7 7 7 7 7 7 7
value   rtol 1e-06 atol 1e-07

case    float_indices
op      ai.onnx::OneHot 11
in      x0 f32 [2] values 0 1
in      x1 f32 [1] values 2
in      x2 str [2] values "off" "on"
out     y0 str [2,2] values "on" "off" "off" "on"
value   rtol 1e-06 atol 1e-07

case    huge
op      ai.onnx::OneHot 11
in      x0 i64 [1] values 0
in      x1 i64 [] values 1152921504606846976
in      x2 f32 [2] values 1.70000005 1.70799994
error   LIMIT

case    negative
op      ai.onnx::OneHot 11
in      x0 i64 [1] values 0
in      x1 i64 [] values -1
in      x2 f32 [2] values -2.5 0.68900001
error   DATA depth

case    values
op      ai.onnx::OneHot 11
in      x0 i64 [1] values 0
in      x1 i64 [] values 2
in      x2 f32 [3] values -1.13199997 -0.781000018 2.96499991
error   SHAPE values

case    axis
op      ai.onnx::OneHot 11
attr    axis 3
in      x0 i64 [1] values 0
in      x1 i64 [] values 2
in      x2 f32 [2] values 0.423000008 -0.137999997
error   MODEL axis
