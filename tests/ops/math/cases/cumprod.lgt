case    exclusive0_reverse0
op      ai.onnx::CumProd 26
attr    exclusive 0  reverse 0
in      x0 f32 [2,3,2] values 2.148 -2.27800012 -1.75800002 -2.36999989 2.92400002 1.56200004 -2.44400001 2.08800006
        -0.379000008 -2.85500002 -2.6329999 -1.50999999
in      x1 i64 [] values 1
out     y0 f32 [2,3,2] values 2.148 -2.27800012 -3.77618408 5.39885998 -11.0415621 8.43301964 -2.44400001 2.08800006
        0.926276028 -5.96124029 -2.43888474 9.00147247
value   rtol 1e-05 atol 1e-07

case    exclusive0_reverse1
op      ai.onnx::CumProd 26
attr    exclusive 0  reverse 1
in      x0 f32 [2,3,2] values 2.148 -2.27800012 -1.75800002 -2.36999989 2.92400002 1.56200004 -2.44400001 2.08800006
        -0.379000008 -2.85500002 -2.6329999 -1.50999999
in      x1 i64 [] values 1
out     y0 f32 [2,3,2] values -11.041563 8.43301964 -5.1403923 -3.70193982 2.92400002 1.56200004 -2.43888474
        9.00147247 0.997906983 4.31104994 -2.6329999 -1.50999999
value   rtol 1e-05 atol 1e-07

case    exclusive1_reverse0
op      ai.onnx::CumProd 26
attr    exclusive 1  reverse 0
in      x0 f32 [2,3,2] values 2.148 -2.27800012 -1.75800002 -2.36999989 2.92400002 1.56200004 -2.44400001 2.08800006
        -0.379000008 -2.85500002 -2.6329999 -1.50999999
in      x1 i64 [] values 1
out     y0 f32 [2,3,2] values 1 1 2.148 -2.27800012 -3.77618408 5.39885998 1 1 -2.44400001 2.08800006 0.926276028
        -5.96124029
value   rtol 1e-05 atol 1e-07

case    exclusive1_reverse1
op      ai.onnx::CumProd 26
attr    exclusive 1  reverse 1
in      x0 f32 [2,3,2] values 2.148 -2.27800012 -1.75800002 -2.36999989 2.92400002 1.56200004 -2.44400001 2.08800006
        -0.379000008 -2.85500002 -2.6329999 -1.50999999
in      x1 i64 [] values 1
out     y0 f32 [2,3,2] values -5.1403923 -3.70193982 2.92400002 1.56200004 1 1 0.997906983 4.31104994 -2.6329999
        -1.50999999 1 1
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
in      x0 f32 [2,3,2] values 2.148 -2.27800012 -1.75800002 -2.36999989 2.92400002 1.56200004 -2.44400001 2.08800006
        -0.379000008 -2.85500002 -2.6329999 -1.50999999
in      x1 i64 [] values 3
error   DATA axis

case    axis_list
op      ai.onnx::CumProd 26
in      x0 f32 [2,3,2] values 2.148 -2.27800012 -1.75800002 -2.36999989 2.92400002 1.56200004 -2.44400001 2.08800006
        -0.379000008 -2.85500002 -2.6329999 -1.50999999
in      x1 i64 [2] values 0 1
error   SHAPE axis
