case    exclusive0_reverse0
op      ai.onnx::CumSum 14
attr    exclusive 0  reverse 0
in      x0 f32 [2,3,2] values -2.92499995 1.49199998 0.754999995 1.54700005 -1.35099995 2.35800004 2.23000002
        -2.7349999 2.74000001 1.61399996 2.12100005 -0.126000002
in      x1 i64 [] values 1
out     y0 f32 [2,3,2] values -2.92499995 1.49199998 -2.17000008 3.03900003 -3.52099991 5.39700031 2.23000002
        -2.7349999 4.97000027 -1.12099993 7.09100056 -1.24699998
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    exclusive0_reverse1
op      ai.onnx::CumSum 14
attr    exclusive 0  reverse 1
in      x0 f32 [2,3,2] values -2.92499995 1.49199998 0.754999995 1.54700005 -1.35099995 2.35800004 2.23000002
        -2.7349999 2.74000001 1.61399996 2.12100005 -0.126000002
in      x1 i64 [] values 1
out     y0 f32 [2,3,2] values -3.52099991 5.39700031 -0.595999956 3.90500021 -1.35099995 2.35800004 7.09100008
        -1.24699998 4.86100006 1.48799992 2.12100005 -0.126000002
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    exclusive1_reverse0
op      ai.onnx::CumSum 14
attr    exclusive 1  reverse 0
in      x0 f32 [2,3,2] values -2.92499995 1.49199998 0.754999995 1.54700005 -1.35099995 2.35800004 2.23000002
        -2.7349999 2.74000001 1.61399996 2.12100005 -0.126000002
in      x1 i64 [] values 1
out     y0 f32 [2,3,2] values 0 0 -2.92499995 1.49199998 -2.17000008 3.03900003 0 0 2.23000002 -2.7349999 4.97000027
        -1.12099993
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    exclusive1_reverse1
op      ai.onnx::CumSum 14
attr    exclusive 1  reverse 1
in      x0 f32 [2,3,2] values -2.92499995 1.49199998 0.754999995 1.54700005 -1.35099995 2.35800004 2.23000002
        -2.7349999 2.74000001 1.61399996 2.12100005 -0.126000002
in      x1 i64 [] values 1
out     y0 f32 [2,3,2] values -0.595999956 3.90500021 -1.35099995 2.35800004 0 0 4.86100006 1.48799992 2.12100005
        -0.126000002 0 0
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
in      x0 f32 [2,3,2] values -2.92499995 1.49199998 0.754999995 1.54700005 -1.35099995 2.35800004 2.23000002
        -2.7349999 2.74000001 1.61399996 2.12100005 -0.126000002
in      x1 i64 [] values 3
error   DATA axis

case    axis_list
op      ai.onnx::CumSum 14
in      x0 f32 [2,3,2] values -2.92499995 1.49199998 0.754999995 1.54700005 -1.35099995 2.35800004 2.23000002
        -2.7349999 2.74000001 1.61399996 2.12100005 -0.126000002
in      x1 i64 [2] values 0 1
error   SHAPE axis
