case    f32
op      ai.onnx::Range 11
in      x0 f32 [] values 1
in      x1 f32 [] values 5
in      x2 f32 [] values 1.5
out     y0 f32 [3] values 1 2.5 4
value   rtol 1e-06 atol 1e-07

case    f64_down
op      ai.onnx::Range 11
in      x0 f64 [] values 1.0
in      x1 f64 [] values -1.0
in      x2 f64 [] values -0.3
out     y0 f64 [7] values 1.0 0.7 0.3999999999999999 0.09999999999999987 -0.20000000000000018 -0.5000000000000002
        -0.8000000000000003
value   rtol 1e-12 atol 1e-07

case    i64
op      ai.onnx::Range 11
in      x0 i64 [] values 10
in      x1 i64 [] values 4
in      x2 i64 [] values -2
out     y0 i64 [3] values 10 8 6
value   rtol 1e-06 atol 1e-07

case    i16
op      ai.onnx::Range 11
in      x0 i16 [] values 1
in      x1 i16 [] values 9
in      x2 i16 [] values 3
out     y0 i16 [3] values 1 4 7
value   rtol 1e-06 atol 1e-07

case    empty
op      ai.onnx::Range 11
in      x0 f32 [] values 5
in      x1 f32 [] values 1
in      x2 f32 [] values 1
out     y0 f32 [0] values 
value   rtol 1e-06 atol 1e-07

case    extremes
op      ai.onnx::Range 11
in      x0 i64 [] values -9223372036854775808
in      x1 i64 [] values 9223372036854775807
in      x2 i64 [] values 4611686018427387904
out     y0 i64 [4] values -9223372036854775808 -4611686018427387904 0 4611686018427387904
value   rtol 1e-06 atol 1e-07

case    f16
op      ai.onnx::Range 27
in      x0 f16 [] values 0.0
in      x1 f16 [] values 3.0
in      x2 f16 [] values 0.5
out     y0 f16 [6] values 0.0 0.5 1.0 1.5 2.0 2.5
value   rtol 1e-06 atol 1e-07

case    stash_f64
op      ai.onnx::Range 27
attr    stash_type 11
in      x0 f16 [] values 0.0
in      x1 f16 [] values 3.0
in      x2 f16 [] values 0.7001953125
out     y0 f16 [5] values 0.0 0.7001953125 1.400390625 2.1015625 2.80078125
value   rtol 1e-06 atol 1e-07

case    zero_step
op      ai.onnx::Range 11
in      x0 f32 [] values 1
in      x1 f32 [] values 5
in      x2 f32 [] values 0
error   DATA delta

case    nan
op      ai.onnx::Range 11
in      x0 f32 [] values 1
in      x1 f32 [] values nan
in      x2 f32 [] values 1
error   DATA

case    zero_int
op      ai.onnx::Range 11
in      x0 i64 [1] values 1
in      x1 i64 [1] values 2
in      x2 i64 [1] values 0
error   DATA delta

case    too_long
op      ai.onnx::Range 11
in      x0 i64 [1] values -9223372036854775808
in      x1 i64 [1] values 9223372036854775807
in      x2 i64 [1] values 1
error   LIMIT

case    rank
op      ai.onnx::Range 11
in      x0 i64 [2] values 1 2
in      x1 i64 [1] values 3
in      x2 i64 [1] values 1
error   SHAPE
