case    float32
op      ai.onnx::Equal 19
in      x0 f32 [4] values 1 2 3 100
in      x1 f32 [2,1] values 2 3
out     y0 bool [2,4] values 0 1 0 0 0 0 1 0
value   rtol 1e-06 atol 1e-07

case    float64
op      ai.onnx::Equal 19
in      x0 f64 [4] values 1.0 2.0 3.0 100.0
in      x1 f64 [2,1] values 2.0 3.0
out     y0 bool [2,4] values 0 1 0 0 0 0 1 0
value   rtol 1e-06 atol 1e-07

case    float16
op      ai.onnx::Equal 19
in      x0 f16 [4] values 1.0 2.0 3.0 100.0
in      x1 f16 [2,1] values 2.0 3.0
out     y0 bool [2,4] values 0 1 0 0 0 0 1 0
value   rtol 1e-06 atol 1e-07

case    int8
op      ai.onnx::Equal 19
in      x0 i8 [4] values 1 2 3 100
in      x1 i8 [2,1] values 2 3
out     y0 bool [2,4] values 0 1 0 0 0 0 1 0
value   rtol 1e-06 atol 1e-07

case    uint8
op      ai.onnx::Equal 19
in      x0 u8 [4] values 1 2 3 100
in      x1 u8 [2,1] values 2 3
out     y0 bool [2,4] values 0 1 0 0 0 0 1 0
value   rtol 1e-06 atol 1e-07

case    int16
op      ai.onnx::Equal 19
in      x0 i16 [4] values 1 2 3 100
in      x1 i16 [2,1] values 2 3
out     y0 bool [2,4] values 0 1 0 0 0 0 1 0
value   rtol 1e-06 atol 1e-07

case    uint16
op      ai.onnx::Equal 19
in      x0 u16 [4] values 1 2 3 100
in      x1 u16 [2,1] values 2 3
out     y0 bool [2,4] values 0 1 0 0 0 0 1 0
value   rtol 1e-06 atol 1e-07

case    int32
op      ai.onnx::Equal 19
in      x0 i32 [4] values 1 2 3 100
in      x1 i32 [2,1] values 2 3
out     y0 bool [2,4] values 0 1 0 0 0 0 1 0
value   rtol 1e-06 atol 1e-07

case    uint32
op      ai.onnx::Equal 19
in      x0 u32 [4] values 1 2 3 100
in      x1 u32 [2,1] values 2 3
out     y0 bool [2,4] values 0 1 0 0 0 0 1 0
value   rtol 1e-06 atol 1e-07

case    int64
op      ai.onnx::Equal 19
in      x0 i64 [4] values 1 2 3 100
in      x1 i64 [2,1] values 2 3
out     y0 bool [2,4] values 0 1 0 0 0 0 1 0
value   rtol 1e-06 atol 1e-07

case    uint64
op      ai.onnx::Equal 19
in      x0 u64 [4] values 1 2 3 100
in      x1 u64 [2,1] values 2 3
out     y0 bool [2,4] values 0 1 0 0 0 0 1 0
value   rtol 1e-06 atol 1e-07

case    nan
op      ai.onnx::Equal 19
in      x0 f32 [3] values nan 1 inf
in      x1 f32 [3] values nan nan inf
out     y0 bool [3] values 0 0 1
value   rtol 1e-06 atol 1e-07

case    u64_top
op      ai.onnx::Equal 19
in      x0 u64 [2] values 9223372036854775808 1
in      x1 u64 [2] values 1 9223372036854775808
out     y0 bool [2] values 0 0
value   rtol 1e-06 atol 1e-07

case    bf16
op      ai.onnx::Equal 19
in      x0 bf16 [3] values 1.0 2.0 3.0
in      x1 bf16 [3] values 2.0 2.0 2.0
out     y0 bool [3] values 0 1 0
value   rtol 1e-06 atol 1e-07

case    string
op      ai.onnx::Equal 19
in      x0 str [3] values "a" "" "bc"
in      x1 str [1] values "a"
out     y0 bool [3] values 1 0 0
value   rtol 1e-06 atol 1e-07

case    bool
op      ai.onnx::Equal 7
in      x0 bool [2] values 1 0
in      x1 bool [2,1] values 1 0
out     y0 bool [2,2] values 1 0 0 1
value   rtol 1e-06 atol 1e-07

case    legacy
op      ai.onnx::Equal 1
attr    broadcast 1  axis 0
in      x0 i64 [1,3] values 1 2 3
in      x1 i64 [1] values 2
out     y0 bool [1,3] values 0 1 0
value   rtol 1e-06 atol 1e-07

case    mismatch
op      ai.onnx::Equal 19
in      x0 f32 [2] values 0.0700000003 -2.65700006
in      x1 f32 [3] values -1.73099995 -1.454 1.58599997
error   SHAPE broadcast
