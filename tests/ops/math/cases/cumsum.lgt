case    exclusive0_reverse0
op      ai.onnx::CumSum 14
attr    exclusive 0  reverse 0
in      x0 f32 [2,3,2] values 2.38199997 1.80299997 -1.375 0.620999992 0.938000023 -2.18000007 0.893000007 0.754999995
        2.22600007 -1.21500003 -2.17400002 0.263000011
in      x1 i64 [] values 1
out     y0 f32 [2,3,2] values 2.38199997 1.80299997 1.00699997 2.42400002 1.94499993 0.243999958 0.893000007
        0.754999995 3.11899996 -0.460000038 0.944999933 -0.197000027
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    exclusive0_reverse1
op      ai.onnx::CumSum 14
attr    exclusive 0  reverse 1
in      x0 f32 [2,3,2] values 2.38199997 1.80299997 -1.375 0.620999992 0.938000023 -2.18000007 0.893000007 0.754999995
        2.22600007 -1.21500003 -2.17400002 0.263000011
in      x1 i64 [] values 1
out     y0 f32 [2,3,2] values 1.94499993 0.243999958 -0.436999977 -1.55900002 0.938000023 -2.18000007 0.945000052
        -0.197000027 0.0520000458 -0.952000022 -2.17400002 0.263000011
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    exclusive1_reverse0
op      ai.onnx::CumSum 14
attr    exclusive 1  reverse 0
in      x0 f32 [2,3,2] values 2.38199997 1.80299997 -1.375 0.620999992 0.938000023 -2.18000007 0.893000007 0.754999995
        2.22600007 -1.21500003 -2.17400002 0.263000011
in      x1 i64 [] values 1
out     y0 f32 [2,3,2] values 0 0 2.38199997 1.80299997 1.00699997 2.42400002 0 0 0.893000007 0.754999995 3.11899996
        -0.460000038
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    exclusive1_reverse1
op      ai.onnx::CumSum 14
attr    exclusive 1  reverse 1
in      x0 f32 [2,3,2] values 2.38199997 1.80299997 -1.375 0.620999992 0.938000023 -2.18000007 0.893000007 0.754999995
        2.22600007 -1.21500003 -2.17400002 0.263000011
in      x1 i64 [] values 1
out     y0 f32 [2,3,2] values -0.436999977 -1.55900002 0.938000023 -2.18000007 0 0 0.0520000458 -0.952000022
        -2.17400002 0.263000011 0 0
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    int32
op      ai.onnx::CumSum 14
in      x0 i32 [3] values 1 2 3
in      x1 i32 [1] values 0
out     y0 i32 [3] values 1 3 6
value   rtol 1e-06 atol 1e-07

case    int64
op      ai.onnx::CumSum 14
in      x0 i64 [3] values 1 2 3
in      x1 i32 [1] values 0
out     y0 i64 [3] values 1 3 6
value   rtol 1e-06 atol 1e-07

case    uint32
op      ai.onnx::CumSum 14
in      x0 u32 [3] values 1 2 3
in      x1 i32 [1] values 0
out     y0 u32 [3] values 1 3 6
value   rtol 1e-06 atol 1e-07

case    uint64
op      ai.onnx::CumSum 14
in      x0 u64 [3] values 1 2 3
in      x1 i32 [1] values 0
out     y0 u64 [3] values 1 3 6
value   rtol 1e-06 atol 1e-07

case    float64
op      ai.onnx::CumSum 14
in      x0 f64 [3] values 1.0 2.0 3.0
in      x1 i32 [1] values 0
out     y0 f64 [3] values 1.0 3.0 6.0
value   rtol 1e-06 atol 1e-07

case    float16
op      ai.onnx::CumSum 14
in      x0 f16 [3] values 1.0 2.0 3.0
in      x1 i32 [1] values 0
out     y0 f16 [3] values 1.0 3.0 6.0
value   rtol 1e-06 atol 1e-07

case    axis
op      ai.onnx::CumSum 14
in      x0 f32 [2,3,2] values 2.38199997 1.80299997 -1.375 0.620999992 0.938000023 -2.18000007 0.893000007 0.754999995
        2.22600007 -1.21500003 -2.17400002 0.263000011
in      x1 i64 [] values 3
error   DATA axis

case    axis_list
op      ai.onnx::CumSum 14
in      x0 f32 [2,3,2] values 2.38199997 1.80299997 -1.375 0.620999992 0.938000023 -2.18000007 0.893000007 0.754999995
        2.22600007 -1.21500003 -2.17400002 0.263000011
in      x1 i64 [2] values 0 1
error   SHAPE axis
