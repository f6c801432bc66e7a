case    two
op      ai.onnx::Tile 6
in      x0 f32 [2,3] values 2.87700009 -1.81599998 -0.136999995 -0.685000002 0.683000028 -1.49899995
in      x1 i64 [2] values 2 2
out     y0 f32 [4,6] values 2.87700009 -1.81599998 -0.136999995 2.87700009 -1.81599998 -0.136999995 -0.685000002
        0.683000028 -1.49899995 -0.685000002 0.683000028 -1.49899995 2.87700009 -1.81599998
        -0.136999995 2.87700009 -1.81599998 -0.136999995 -0.685000002 0.683000028 -1.49899995
        -0.685000002 0.683000028 -1.49899995
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    zero
op      ai.onnx::Tile 13
in      x0 f32 [2,3] values -2.39700007 -0.140000001 0.837000012 -0.69599998 2.92499995 -0.56400001
in      x1 i64 [2] values 0 2
out     y0 f32 [0,6] values 
value   rtol 1e-06 atol 1e-07

case    string
op      ai.onnx::Tile 13
in      x0 str [2] values "a" "b"
in      x1 i64 [1] values 3
out     y0 str [6] values "a" "b" "a" "b" "a" "b"
value   rtol 1e-06 atol 1e-07

case    version_1
op      ai.onnx::Tile 1
in      x0 f32 [2,3] values -1.20099998 1.88300002 -0.200000003 -1.36099994 -1.28100002 2.68300009
in      x1 f32 [1] values 2
in      x2 f32 [1] values 1
out     y0 f32 [2,6] values -1.20099998 1.88300002 -0.200000003 -1.20099998 1.88300002 -0.200000003 -1.36099994
        -1.28100002 2.68300009 -1.36099994 -1.28100002 2.68300009
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    length
op      ai.onnx::Tile 6
in      x0 f32 [2,3] values -1.20099998 1.88300002 -0.200000003 -1.36099994 -1.28100002 2.68300009
in      x1 i64 [1] values 2
error   SHAPE repeats

case    negative
op      ai.onnx::Tile 6
in      x0 f32 [2,3] values -1.20099998 1.88300002 -0.200000003 -1.36099994 -1.28100002 2.68300009
in      x1 i64 [2] values 2 -1
error   SHAPE repeats

case    huge
op      ai.onnx::Tile 6
in      x0 f32 [2,3] values -1.20099998 1.88300002 -0.200000003 -1.36099994 -1.28100002 2.68300009
in      x1 i64 [2] values 4611686018427387904 1
error   LIMIT
