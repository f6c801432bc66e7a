case    exclusive0_reverse0
op      ai.onnx::CumProd 26
attr    exclusive 0  reverse 0
in      x0 f32 [2,3,2] values 1.76999998 2.46799994 2.3829999 -1.33899999 -1.97399998 0.889999986 -0.331999987
        2.15400004 -0.291999996 -2.04699993 -0.75 2.7750001
in      x1 i64 [] values 1
out     y0 f32 [2,3,2] values 1.76999998 2.46799994 4.21790981 -3.30465198 -8.32615376 -2.94114017 -0.331999987
        2.15400004 0.0969439968 -4.40923786 -0.0727079958 -12.2356358
value   rtol 1e-05 atol 1e-07

case    exclusive0_reverse1
op      ai.onnx::CumProd 26
attr    exclusive 0  reverse 1
in      x0 f32 [2,3,2] values 1.76999998 2.46799994 2.3829999 -1.33899999 -1.97399998 0.889999986 -0.331999987
        2.15400004 -0.291999996 -2.04699993 -0.75 2.7750001
in      x1 i64 [] values 1
out     y0 f32 [2,3,2] values -8.32615376 -2.94114017 -4.70404196 -1.19171 -1.97399998 0.889999986 -0.0727079958
        -12.2356358 0.218999997 -5.68042517 -0.75 2.7750001
value   rtol 1e-05 atol 1e-07

case    exclusive1_reverse0
op      ai.onnx::CumProd 26
attr    exclusive 1  reverse 0
in      x0 f32 [2,3,2] values 1.76999998 2.46799994 2.3829999 -1.33899999 -1.97399998 0.889999986 -0.331999987
        2.15400004 -0.291999996 -2.04699993 -0.75 2.7750001
in      x1 i64 [] values 1
out     y0 f32 [2,3,2] values 1 1 1.76999998 2.46799994 4.21790981 -3.30465198 1 1 -0.331999987 2.15400004
        0.0969439968 -4.40923786
value   rtol 1e-05 atol 1e-07

case    exclusive1_reverse1
op      ai.onnx::CumProd 26
attr    exclusive 1  reverse 1
in      x0 f32 [2,3,2] values 1.76999998 2.46799994 2.3829999 -1.33899999 -1.97399998 0.889999986 -0.331999987
        2.15400004 -0.291999996 -2.04699993 -0.75 2.7750001
in      x1 i64 [] values 1
out     y0 f32 [2,3,2] values -4.70404196 -1.19171 -1.97399998 0.889999986 1 1 0.218999997 -5.68042517 -0.75 2.7750001
        1 1
value   rtol 1e-05 atol 1e-07

case    int32
op      ai.onnx::CumProd 26
in      x0 i32 [3] values 1 2 3
in      x1 i32 [1] values 0
out     y0 i32 [3] values 1 2 6
value   rtol 1e-06 atol 1e-07

case    int64
op      ai.onnx::CumProd 26
in      x0 i64 [3] values 1 2 3
in      x1 i32 [1] values 0
out     y0 i64 [3] values 1 2 6
value   rtol 1e-06 atol 1e-07

case    uint32
op      ai.onnx::CumProd 26
in      x0 u32 [3] values 1 2 3
in      x1 i32 [1] values 0
out     y0 u32 [3] values 1 2 6
value   rtol 1e-06 atol 1e-07

case    uint64
op      ai.onnx::CumProd 26
in      x0 u64 [3] values 1 2 3
in      x1 i32 [1] values 0
out     y0 u64 [3] values 1 2 6
value   rtol 1e-06 atol 1e-07

case    float64
op      ai.onnx::CumProd 26
in      x0 f64 [3] values 1.0 2.0 3.0
in      x1 i32 [1] values 0
out     y0 f64 [3] values 1.0 2.0 6.0
value   rtol 1e-06 atol 1e-07

case    float16
op      ai.onnx::CumProd 26
in      x0 f16 [3] values 1.0 2.0 3.0
in      x1 i32 [1] values 0
out     y0 f16 [3] values 1.0 2.0 6.0
value   rtol 1e-06 atol 1e-07

case    axis
op      ai.onnx::CumProd 26
in      x0 f32 [2,3,2] values 1.76999998 2.46799994 2.3829999 -1.33899999 -1.97399998 0.889999986 -0.331999987
        2.15400004 -0.291999996 -2.04699993 -0.75 2.7750001
in      x1 i64 [] values 3
error   DATA axis

case    axis_list
op      ai.onnx::CumProd 26
in      x0 f32 [2,3,2] values 1.76999998 2.46799994 2.3829999 -1.33899999 -1.97399998 0.889999986 -0.331999987
        2.15400004 -0.291999996 -2.04699993 -0.75 2.7750001
in      x1 i64 [2] values 0 1
error   SHAPE axis
