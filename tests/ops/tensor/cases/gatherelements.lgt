case    axis_0
op      ai.onnx::GatherElements 13
in      x0 f32 [3,3] values -2.773 -0.223000005 0.926999986 -0.0659999996 -2.37899995 0.0829999968 -2.52099991
        -2.57800007 -0.971000016
in      x1 i64 [2,2] values 0 2 -1 1
out     y0 f32 [2,2] values -2.773 -2.57800007 -2.52099991 -2.37899995
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    axis_1
op      ai.onnx::GatherElements 11
attr    axis 1
in      x0 f32 [3,3] values -2.773 -0.223000005 0.926999986 -0.0659999996 -2.37899995 0.0829999968 -2.52099991
        -2.57800007 -0.971000016
in      x1 i32 [3,2] values 0 2 -1 1 1 1
out     y0 f32 [3,2] values -2.773 0.926999986 0.0829999968 -2.37899995 -2.57800007 -2.57800007
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    string
op      ai.onnx::GatherElements 13
attr    axis 1
in      x0 str [1,2] values "a" "b"
in      x1 i64 [1,3] values 1 1 0
out     y0 str [1,3] values "b" "b" "a"
value   rtol 1e-06 atol 1e-07

case    range
op      ai.onnx::GatherElements 13
in      x0 f32 [3,3] values -2.773 -0.223000005 0.926999986 -0.0659999996 -2.37899995 0.0829999968 -2.52099991
        -2.57800007 -0.971000016
in      x1 i64 [1,1] values 3
error   DATA index

case    sizes
op      ai.onnx::GatherElements 13
in      x0 f32 [3,3] values -2.773 -0.223000005 0.926999986 -0.0659999996 -2.37899995 0.0829999968 -2.52099991
        -2.57800007 -0.971000016
in      x1 i64 [2,4] values 0 0 0 0 0 0 0 0
error   SHAPE size

case    rank
op      ai.onnx::GatherElements 13
in      x0 f32 [3,3] values -2.773 -0.223000005 0.926999986 -0.0659999996 -2.37899995 0.0829999968 -2.52099991
        -2.57800007 -0.971000016
in      x1 i64 [1] values 0
error   SHAPE rank
