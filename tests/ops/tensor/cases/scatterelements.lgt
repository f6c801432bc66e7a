case    none
op      ai.onnx::ScatterElements 13
in      x0 f32 [3,3] values -2.773 -0.223000005 0.926999986 -0.0659999996 -2.37899995 0.0829999968 -2.52099991
        -2.57800007 -0.971000016
in      x1 i64 [2,3] values 0 1 2 2 0 1
in      x2 f32 [2,3] values -2.7249999 -1.199 -2.20900011 0.730000019 -1.11099994 0.398000002
out     y0 f32 [3,3] values -2.7249999 -1.11099994 0.926999986 -0.0659999996 -1.199 0.398000002 0.730000019
        -2.57800007 -2.20900011
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    axis_1
op      ai.onnx::ScatterElements 18
attr    axis -1
in      x0 f32 [3,3] values -2.773 -0.223000005 0.926999986 -0.0659999996 -2.37899995 0.0829999968 -2.52099991
        -2.57800007 -0.971000016
in      x1 i64 [2,3] values 0 1 2 2 0 1
in      x2 f32 [2,3] values -2.7249999 -1.199 -2.20900011 0.730000019 -1.11099994 0.398000002
out     y0 f32 [3,3] values -2.7249999 -1.199 -2.20900011 -1.11099994 0.398000002 0.730000019 -2.52099991
        -2.57800007 -0.971000016
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    add
op      ai.onnx::ScatterElements 18
attr    reduction "add"
in      x0 f32 [3,3] values -2.773 -0.223000005 0.926999986 -0.0659999996 -2.37899995 0.0829999968 -2.52099991
        -2.57800007 -0.971000016
in      x1 i64 [2,3] values 0 1 2 0 -1 2
in      x2 f32 [2,3] values -2.7249999 -1.199 -2.20900011 0.730000019 -1.11099994 0.398000002
out     y0 f32 [3,3] values -4.76800013 -0.223000005 0.926999986 -0.0659999996 -3.57800007 0.0829999968 -2.52099991
        -3.68900013 -2.78200006
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    mul
op      ai.onnx::ScatterElements 18
attr    reduction "mul"
in      x0 f32 [3,3] values -2.773 -0.223000005 0.926999986 -0.0659999996 -2.37899995 0.0829999968 -2.52099991
        -2.57800007 -0.971000016
in      x1 i64 [2,3] values 0 1 2 0 -1 2
in      x2 f32 [2,3] values -2.7249999 -1.199 -2.20900011 0.730000019 -1.11099994 0.398000002
out     y0 f32 [3,3] values 5.51619005 -0.223000005 0.926999986 -0.0659999996 2.85242105 0.0829999968 -2.52099991
        2.86415792 0.853685796
value   rtol 1e-05 atol 1e-07

case    min
op      ai.onnx::ScatterElements 18
attr    reduction "min"
in      x0 f32 [3,3] values -2.773 -0.223000005 0.926999986 -0.0659999996 -2.37899995 0.0829999968 -2.52099991
        -2.57800007 -0.971000016
in      x1 i64 [2,3] values 0 1 2 0 -1 2
in      x2 f32 [2,3] values -2.7249999 -1.199 -2.20900011 0.730000019 -1.11099994 0.398000002
out     y0 f32 [3,3] values -2.773 -0.223000005 0.926999986 -0.0659999996 -2.37899995 0.0829999968 -2.52099991
        -2.57800007 -2.20900011
value   rtol 1e-05 atol 1e-07

case    max
op      ai.onnx::ScatterElements 18
attr    reduction "max"
in      x0 f32 [3,3] values -2.773 -0.223000005 0.926999986 -0.0659999996 -2.37899995 0.0829999968 -2.52099991
        -2.57800007 -0.971000016
in      x1 i64 [2,3] values 0 1 2 0 -1 2
in      x2 f32 [2,3] values -2.7249999 -1.199 -2.20900011 0.730000019 -1.11099994 0.398000002
out     y0 f32 [3,3] values 0.730000019 -0.223000005 0.926999986 -0.0659999996 -1.199 0.0829999968 -2.52099991
        -1.11099994 0.398000002
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
in      x0 f32 [3,3] values -2.773 -0.223000005 0.926999986 -0.0659999996 -2.37899995 0.0829999968 -2.52099991
        -2.57800007 -0.971000016
in      x1 i64 [1,3] values 3 0 0
in      x2 f32 [1,3] values -1.68900001 -0.605000019 2.40899992
error   DATA index

case    shapes
op      ai.onnx::ScatterElements 13
in      x0 f32 [3,3] values -2.773 -0.223000005 0.926999986 -0.0659999996 -2.37899995 0.0829999968 -2.52099991
        -2.57800007 -0.971000016
in      x1 i64 [2,3] values 0 1 2 2 0 1
in      x2 f32 [2,2] values 0.584999979 -0.0799999982 1.35500002 2.95499992
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
in      x0 f32 [3,3] values -2.773 -0.223000005 0.926999986 -0.0659999996 -2.37899995 0.0829999968 -2.52099991
        -2.57800007 -0.971000016
in      x1 i64 [2,3] values 0 1 2 2 0 1
in      x2 f32 [2,3] values -2.7249999 -1.199 -2.20900011 0.730000019 -1.11099994 0.398000002
error   MODEL axis
