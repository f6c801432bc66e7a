case    axis_0
op      ai.onnx::GatherElements 13
in      x0 f32 [3,3] values -1.11099994 0.398000002 -1.68900001 -0.605000019 2.40899992 0.584999979 -0.0799999982
        1.35500002 2.95499992
in      x1 i64 [2,2] values 0 2 -1 1
out     y0 f32 [2,2] values -1.11099994 1.35500002 -0.0799999982 2.40899992
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    axis_1
op      ai.onnx::GatherElements 11
attr    axis 1
in      x0 f32 [3,3] values -1.11099994 0.398000002 -1.68900001 -0.605000019 2.40899992 0.584999979 -0.0799999982
        1.35500002 2.95499992
in      x1 i32 [3,2] values 0 2 -1 1 1 1
out     y0 f32 [3,2] values -1.11099994 -1.68900001 0.584999979 2.40899992 1.35500002 1.35500002
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
in      x0 f32 [3,3] values -1.11099994 0.398000002 -1.68900001 -0.605000019 2.40899992 0.584999979 -0.0799999982
        1.35500002 2.95499992
in      x1 i64 [1,1] values 3
error   DATA index

case    sizes
op      ai.onnx::GatherElements 13
in      x0 f32 [3,3] values -1.11099994 0.398000002 -1.68900001 -0.605000019 2.40899992 0.584999979 -0.0799999982
        1.35500002 2.95499992
in      x1 i64 [2,4] values 0 0 0 0 0 0 0 0
error   SHAPE size

case    rank
op      ai.onnx::GatherElements 13
in      x0 f32 [3,3] values -1.11099994 0.398000002 -1.68900001 -0.605000019 2.40899992 0.584999979 -0.0799999982
        1.35500002 2.95499992
in      x1 i64 [1] values 0
error   SHAPE rank
