case    all
op      ai.onnx::Squeeze 13
in      x0 f32 [1,3,1,2] values 1.34899998 0.246999994 -1.33899999 -2.03600001 2.81999993 0.0960000008
out     y0 f32 [3,2] values 1.34899998 0.246999994 -1.33899999 -2.03600001 2.81999993 0.0960000008
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    axes
op      ai.onnx::Squeeze 13
in      x0 f32 [1,3,1,2] values 1.34899998 0.246999994 -1.33899999 -2.03600001 2.81999993 0.0960000008
in      x1 i64 [2] values 0 -2
out     y0 f32 [3,2] values 1.34899998 0.246999994 -1.33899999 -2.03600001 2.81999993 0.0960000008
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    attribute
op      ai.onnx::Squeeze 1
attr    axes [0]
in      x0 f32 [1,3,1,2] values 1.34899998 0.246999994 -1.33899999 -2.03600001 2.81999993 0.0960000008
out     y0 f32 [3,1,2] values 1.34899998 0.246999994 -1.33899999 -2.03600001 2.81999993 0.0960000008
value   rtol 1e-06 atol 1e-07

case    attribute_absent
op      ai.onnx::Squeeze 11
in      x0 f32 [1,3,1,2] values 1.34899998 0.246999994 -1.33899999 -2.03600001 2.81999993 0.0960000008
out     y0 f32 [3,2] values 1.34899998 0.246999994 -1.33899999 -2.03600001 2.81999993 0.0960000008
value   rtol 1e-06 atol 1e-07

case    not_one
op      ai.onnx::Squeeze 13
in      x0 f32 [1,3,1,2] values 1.34899998 0.246999994 -1.33899999 -2.03600001 2.81999993 0.0960000008
in      x1 i64 [1] values 1
error   SHAPE dimension

case    twice
op      ai.onnx::Squeeze 13
in      x0 f32 [1,3,1,2] values 1.34899998 0.246999994 -1.33899999 -2.03600001 2.81999993 0.0960000008
in      x1 i64 [2] values 0 -4
error   MODEL twice

case    range
op      ai.onnx::Squeeze 13
in      x0 f32 [1,3,1,2] values 1.34899998 0.246999994 -1.33899999 -2.03600001 2.81999993 0.0960000008
in      x1 i64 [1] values -9223372036854775808
error   MODEL axis

case    string
op      ai.onnx::Squeeze 13
in      x0 str [1,1] values "a"
in      x1 i64 [1] values 1
out     y0 str [1] values "a"
value   rtol 1e-06 atol 1e-07
