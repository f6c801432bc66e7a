case    none
op      ai.onnx::ScatterElements 13
in      x0 f32 [3,3] values -1.11099994 0.398000002 -1.68900001 -0.605000019 2.40899992 0.584999979 -0.0799999982
        1.35500002 2.95499992
in      x1 i64 [2,3] values 0 1 2 2 0 1
in      x2 f32 [2,3] values -0.263999999 -2.21799994 -1.44400001 -2.75600004 -2.66199994 -2.49499989
out     y0 f32 [3,3] values -0.263999999 -2.66199994 -1.68900001 -0.605000019 -2.21799994 -2.49499989 -2.75600004
        1.35500002 -1.44400001
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    axis_1
op      ai.onnx::ScatterElements 18
attr    axis -1
in      x0 f32 [3,3] values -1.11099994 0.398000002 -1.68900001 -0.605000019 2.40899992 0.584999979 -0.0799999982
        1.35500002 2.95499992
in      x1 i64 [2,3] values 0 1 2 2 0 1
in      x2 f32 [2,3] values -0.263999999 -2.21799994 -1.44400001 -2.75600004 -2.66199994 -2.49499989
out     y0 f32 [3,3] values -0.263999999 -2.21799994 -1.44400001 -2.66199994 -2.49499989 -2.75600004 -0.0799999982
        1.35500002 2.95499992
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    add
op      ai.onnx::ScatterElements 18
attr    reduction "add"
in      x0 f32 [3,3] values -1.11099994 0.398000002 -1.68900001 -0.605000019 2.40899992 0.584999979 -0.0799999982
        1.35500002 2.95499992
in      x1 i64 [2,3] values 0 1 2 0 -1 2
in      x2 f32 [2,3] values -0.263999999 -2.21799994 -1.44400001 -2.75600004 -2.66199994 -2.49499989
out     y0 f32 [3,3] values -4.13100004 0.398000002 -1.68900001 -0.605000019 0.190999985 0.584999979 -0.0799999982
        -1.30699992 -0.983999968
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    mul
op      ai.onnx::ScatterElements 18
attr    reduction "mul"
in      x0 f32 [3,3] values -1.11099994 0.398000002 -1.68900001 -0.605000019 2.40899992 0.584999979 -0.0799999982
        1.35500002 2.95499992
in      x1 i64 [2,3] values 0 1 2 0 -1 2
in      x2 f32 [2,3] values -0.263999999 -2.21799994 -1.44400001 -2.75600004 -2.66199994 -2.49499989
out     y0 f32 [3,3] values -0.808345854 0.398000002 -1.68900001 -0.605000019 -5.34316158 0.584999979 -0.0799999982
        -3.60700989 10.6462135
value   rtol 1e-05 atol 1e-07

case    min
op      ai.onnx::ScatterElements 18
attr    reduction "min"
in      x0 f32 [3,3] values -1.11099994 0.398000002 -1.68900001 -0.605000019 2.40899992 0.584999979 -0.0799999982
        1.35500002 2.95499992
in      x1 i64 [2,3] values 0 1 2 0 -1 2
in      x2 f32 [2,3] values -0.263999999 -2.21799994 -1.44400001 -2.75600004 -2.66199994 -2.49499989
out     y0 f32 [3,3] values -2.75600004 0.398000002 -1.68900001 -0.605000019 -2.21799994 0.584999979 -0.0799999982
        -2.66199994 -2.49499989
value   rtol 1e-05 atol 1e-07

case    max
op      ai.onnx::ScatterElements 18
attr    reduction "max"
in      x0 f32 [3,3] values -1.11099994 0.398000002 -1.68900001 -0.605000019 2.40899992 0.584999979 -0.0799999982
        1.35500002 2.95499992
in      x1 i64 [2,3] values 0 1 2 0 -1 2
in      x2 f32 [2,3] values -0.263999999 -2.21799994 -1.44400001 -2.75600004 -2.66199994 -2.49499989
out     y0 f32 [3,3] values -0.263999999 0.398000002 -1.68900001 -0.605000019 2.40899992 0.584999979 -0.0799999982
        1.35500002 2.95499992
value   rtol 1e-05 atol 1e-07

case    add_int8
op      ai.onnx::ScatterElements 18
attr    reduction "add"
in      x0 i8 [3] values 1 2 3
in      x1 i64 [2] values 1 1
in      x2 i8 [2] values 5 6
out     y0 i8 [3] values 1 13 3
value   rtol 1e-06 atol 1e-07

case    max_int8
op      ai.onnx::ScatterElements 18
attr    reduction "max"
in      x0 i8 [3] values 1 2 3
in      x1 i64 [2] values 1 1
in      x2 i8 [2] values 5 1
out     y0 i8 [3] values 1 5 3
value   rtol 1e-06 atol 1e-07

case    add_uint32
op      ai.onnx::ScatterElements 18
attr    reduction "add"
in      x0 u32 [3] values 1 2 3
in      x1 i64 [2] values 1 1
in      x2 u32 [2] values 5 6
out     y0 u32 [3] values 1 13 3
value   rtol 1e-06 atol 1e-07

case    max_uint32
op      ai.onnx::ScatterElements 18
attr    reduction "max"
in      x0 u32 [3] values 1 2 3
in      x1 i64 [2] values 1 1
in      x2 u32 [2] values 5 1
out     y0 u32 [3] values 1 5 3
value   rtol 1e-06 atol 1e-07

case    add_int64
op      ai.onnx::ScatterElements 18
attr    reduction "add"
in      x0 i64 [3] values 1 2 3
in      x1 i64 [2] values 1 1
in      x2 i64 [2] values 5 6
out     y0 i64 [3] values 1 13 3
value   rtol 1e-06 atol 1e-07

case    max_int64
op      ai.onnx::ScatterElements 18
attr    reduction "max"
in      x0 i64 [3] values 1 2 3
in      x1 i64 [2] values 1 1
in      x2 i64 [2] values 5 1
out     y0 i64 [3] values 1 5 3
value   rtol 1e-06 atol 1e-07

case    add_uint64
op      ai.onnx::ScatterElements 18
attr    reduction "add"
in      x0 u64 [3] values 1 2 3
in      x1 i64 [2] values 1 1
in      x2 u64 [2] values 5 6
out     y0 u64 [3] values 1 13 3
value   rtol 1e-06 atol 1e-07

case    max_uint64
op      ai.onnx::ScatterElements 18
attr    reduction "max"
in      x0 u64 [3] values 1 2 3
in      x1 i64 [2] values 1 1
in      x2 u64 [2] values 5 1
out     y0 u64 [3] values 1 5 3
value   rtol 1e-06 atol 1e-07

case    add_float16
op      ai.onnx::ScatterElements 18
attr    reduction "add"
in      x0 f16 [3] values 1.0 2.0 3.0
in      x1 i64 [2] values 1 1
in      x2 f16 [2] values 5.0 6.0
out     y0 f16 [3] values 1.0 13.0 3.0
value   rtol 1e-06 atol 1e-07

case    max_float16
op      ai.onnx::ScatterElements 18
attr    reduction "max"
in      x0 f16 [3] values 1.0 2.0 3.0
in      x1 i64 [2] values 1 1
in      x2 f16 [2] values 5.0 1.0
out     y0 f16 [3] values 1.0 5.0 3.0
value   rtol 1e-06 atol 1e-07

case    string
op      ai.onnx::ScatterElements 13
in      x0 str [2] values "a" "b"
in      x1 i64 [1] values 1
in      x2 str [1] values "c"
out     y0 str [2] values "a" "c"
value   rtol 1e-06 atol 1e-07

case    range
op      ai.onnx::ScatterElements 13
in      x0 f32 [3,3] values -1.11099994 0.398000002 -1.68900001 -0.605000019 2.40899992 0.584999979 -0.0799999982
        1.35500002 2.95499992
in      x1 i64 [1,3] values 3 0 0
in      x2 f32 [1,3] values 2.38499999 1.39400005 0.513000011
error   DATA index

case    shapes
op      ai.onnx::ScatterElements 13
in      x0 f32 [3,3] values -1.11099994 0.398000002 -1.68900001 -0.605000019 2.40899992 0.584999979 -0.0799999982
        1.35500002 2.95499992
in      x1 i64 [2,3] values 0 1 2 2 0 1
in      x2 f32 [2,2] values 1.78999996 -1.94400001 -0.888999999 0.490999997
error   SHAPE

case    string_add
op      ai.onnx::ScatterElements 18
attr    reduction "add"
in      x0 str [2] values "a" "b"
in      x1 i64 [1] values 1
in      x2 str [1] values "c"
error   TYPE reduction

case    axis
op      ai.onnx::ScatterElements 13
attr    axis 2
in      x0 f32 [3,3] values -1.11099994 0.398000002 -1.68900001 -0.605000019 2.40899992 0.584999979 -0.0799999982
        1.35500002 2.95499992
in      x1 i64 [2,3] values 0 1 2 2 0 1
in      x2 f32 [2,3] values -0.263999999 -2.21799994 -1.44400001 -2.75600004 -2.66199994 -2.49499989
error   MODEL axis
