case    float32
op      ai.onnx::GreaterOrEqual 16
in      x0 f32 [4] values 1 2 3 100
in      x1 f32 [2,1] values 2 3
out     y0 bool [2,4] values 0 1 1 1 0 0 1 1
value   rtol 1e-06 atol 1e-07

case    float64
op      ai.onnx::GreaterOrEqual 16
in      x0 f64 [4] values 1.0 2.0 3.0 100.0
in      x1 f64 [2,1] values 2.0 3.0
out     y0 bool [2,4] values 0 1 1 1 0 0 1 1
value   rtol 1e-06 atol 1e-07

case    float16
op      ai.onnx::GreaterOrEqual 16
in      x0 f16 [4] values 1.0 2.0 3.0 100.0
in      x1 f16 [2,1] values 2.0 3.0
out     y0 bool [2,4] values 0 1 1 1 0 0 1 1
value   rtol 1e-06 atol 1e-07

case    int8
op      ai.onnx::GreaterOrEqual 16
in      x0 i8 [4] values 1 2 3 100
in      x1 i8 [2,1] values 2 3
out     y0 bool [2,4] values 0 1 1 1 0 0 1 1
value   rtol 1e-06 atol 1e-07

case    uint8
op      ai.onnx::GreaterOrEqual 16
in      x0 u8 [4] values 1 2 3 100
in      x1 u8 [2,1] values 2 3
out     y0 bool [2,4] values 0 1 1 1 0 0 1 1
value   rtol 1e-06 atol 1e-07

case    int16
op      ai.onnx::GreaterOrEqual 16
in      x0 i16 [4] values 1 2 3 100
in      x1 i16 [2,1] values 2 3
out     y0 bool [2,4] values 0 1 1 1 0 0 1 1
value   rtol 1e-06 atol 1e-07

case    uint16
op      ai.onnx::GreaterOrEqual 16
in      x0 u16 [4] values 1 2 3 100
in      x1 u16 [2,1] values 2 3
out     y0 bool [2,4] values 0 1 1 1 0 0 1 1
value   rtol 1e-06 atol 1e-07

case    int32
op      ai.onnx::GreaterOrEqual 16
in      x0 i32 [4] values 1 2 3 100
in      x1 i32 [2,1] values 2 3
out     y0 bool [2,4] values 0 1 1 1 0 0 1 1
value   rtol 1e-06 atol 1e-07

case    uint32
op      ai.onnx::GreaterOrEqual 16
in      x0 u32 [4] values 1 2 3 100
in      x1 u32 [2,1] values 2 3
out     y0 bool [2,4] values 0 1 1 1 0 0 1 1
value   rtol 1e-06 atol 1e-07

case    int64
op      ai.onnx::GreaterOrEqual 16
in      x0 i64 [4] values 1 2 3 100
in      x1 i64 [2,1] values 2 3
out     y0 bool [2,4] values 0 1 1 1 0 0 1 1
value   rtol 1e-06 atol 1e-07

case    uint64
op      ai.onnx::GreaterOrEqual 16
in      x0 u64 [4] values 1 2 3 100
in      x1 u64 [2,1] values 2 3
out     y0 bool [2,4] values 0 1 1 1 0 0 1 1
value   rtol 1e-06 atol 1e-07

case    nan
op      ai.onnx::GreaterOrEqual 16
in      x0 f32 [3] values nan 1 inf
in      x1 f32 [3] values nan nan inf
out     y0 bool [3] values 0 0 1
value   rtol 1e-06 atol 1e-07

case    u64_top
op      ai.onnx::GreaterOrEqual 16
in      x0 u64 [2] values 9223372036854775808 1
in      x1 u64 [2] values 1 9223372036854775808
out     y0 bool [2] values 1 0
value   rtol 1e-06 atol 1e-07

case    bf16
op      ai.onnx::GreaterOrEqual 16
in      x0 bf16 [3] values 1.0 2.0 3.0
in      x1 bf16 [3] values 2.0 2.0 2.0
out     y0 bool [3] values 0 1 1
value   rtol 1e-06 atol 1e-07

case    mismatch
op      ai.onnx::GreaterOrEqual 16
in      x0 f32 [2] values 1.551 -1.30700004
in      x1 f32 [3] values 1.65499997 1.01600003 -0.921999991
error   SHAPE broadcast
