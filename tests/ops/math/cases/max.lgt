case    three
op      ai.onnx::Max 13
in      x0 f32 [2,3] values -0.889999986 -0.781000018 2.57599998 0.125 -0.634000003 -2.06399989
in      x1 f32 [3] values -2.08999991 -0.504000008 -0.287999988
in      x2 f32 [2,1] values 1.82500005 -2.26999998
out     y0 f32 [2,3] values 1.82500005 1.82500005 2.57599998 0.125 -0.504000008 -0.287999988
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    one
op      ai.onnx::Max 13
in      x0 f32 [2,3] values -0.889999986 -0.781000018 2.57599998 0.125 -0.634000003 -2.06399989
out     y0 f32 [2,3] values -0.889999986 -0.781000018 2.57599998 0.125 -0.634000003 -2.06399989
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    two
op      ai.onnx::Max 8
in      x0 f32 [2,3] values -0.889999986 -0.781000018 2.57599998 0.125 -0.634000003 -2.06399989
in      x1 f32 [3] values -2.08999991 -0.504000008 -0.287999988
out     y0 f32 [2,3] values -0.889999986 -0.504000008 2.57599998 0.125 -0.504000008 -0.287999988
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    first_small
op      ai.onnx::Max 13
in      x0 f32 [3] values -2.08999991 -0.504000008 -0.287999988
in      x1 f32 [2,3] values -0.889999986 -0.781000018 2.57599998 0.125 -0.634000003 -2.06399989
out     y0 f32 [2,3] values -0.889999986 -0.504000008 2.57599998 0.125 -0.504000008 -0.287999988
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    version_1
op      ai.onnx::Max 1
attr    consumed_inputs [0]
in      x0 f32 [2,3] values -0.889999986 -0.781000018 2.57599998 0.125 -0.634000003 -2.06399989
in      x1 f32 [2,3] values 0.110000014 0.218999982 3.57599998 1.125 0.365999997 -1.06399989
out     y0 f32 [2,3] values 0.110000014 0.218999982 3.57599998 1.125 0.365999997 -1.06399989
value   rtol 1e-06 atol 1e-07

case    f16
op      ai.onnx::Max 13
in      x0 f16 [2,3] values -0.89013671875 -0.78076171875 2.576171875 0.125 -0.6337890625 -2.064453125
in      x1 f16 [3] values -2.08984375 -0.50390625 -0.2880859375
out     y0 f16 [2,3] values -0.89013671875 -0.50390625 2.576171875 0.125 -0.50390625 -0.2880859375
value   rtol 0.002 atol 1e-07

case    bf16
op      ai.onnx::Max 13
in      x0 bf16 [2,3] values -0.890625 -0.78125 2.578125 0.125 -0.6328125 -2.0625
in      x1 bf16 [2,3] values -0.890625 -0.78125 2.578125 0.125 -0.6328125 -2.0625
out     y0 bf16 [2,3] values -0.890625 -0.78125 2.578125 0.125 -0.6328125 -2.0625
value   rtol 0.01 atol 1e-07

case    f64
op      ai.onnx::Max 13
in      x0 f64 [2,3] values -0.8899999856948853 -0.781000018119812 2.5759999752044678 0.125 -0.6340000033378601
        -2.063999891281128
in      x1 f64 [3] values -2.0899999141693115 -0.5040000081062317 -0.2879999876022339
out     y0 f64 [2,3] values -0.8899999856948853 -0.5040000081062317 2.5759999752044678 0.125 -0.5040000081062317
        -0.2879999876022339
value   rtol 1e-14 atol 1e-07

case    nan
op      ai.onnx::Max 13
in      x0 f32 [3] values nan 1 inf
in      x1 f32 [3] values 1 nan -inf
out     y0 f32 [3] values nan nan inf
value   rtol 1e-06 atol 1e-07

case    ties
op      ai.onnx::Max 13
in      x0 f32 [3] values 1 2 3
in      x1 f32 [3] values 1 2 4
out     y0 f32 [3] values 1 2 4
value   rtol 1e-06 atol 1e-07

case    int8
op      ai.onnx::Max 13
in      x0 i8 [4] values 1 2 3 127
in      x1 i8 [4] values 2 0 127 -128
out     y0 i8 [4] values 2 2 127 127
value   rtol 1e-06 atol 1e-07

case    uint8
op      ai.onnx::Max 13
in      x0 u8 [4] values 1 2 3 255
in      x1 u8 [4] values 2 0 255 0
out     y0 u8 [4] values 2 2 255 255
value   rtol 1e-06 atol 1e-07

case    int16
op      ai.onnx::Max 13
in      x0 i16 [4] values 1 2 3 32767
in      x1 i16 [4] values 2 0 32767 -32768
out     y0 i16 [4] values 2 2 32767 32767
value   rtol 1e-06 atol 1e-07

case    uint16
op      ai.onnx::Max 13
in      x0 u16 [4] values 1 2 3 65535
in      x1 u16 [4] values 2 0 65535 0
out     y0 u16 [4] values 2 2 65535 65535
value   rtol 1e-06 atol 1e-07

case    int32
op      ai.onnx::Max 13
in      x0 i32 [4] values 1 2 3 2147483647
in      x1 i32 [4] values 2 0 2147483647 -2147483648
out     y0 i32 [4] values 2 2 2147483647 2147483647
value   rtol 1e-06 atol 1e-07

case    uint32
op      ai.onnx::Max 13
in      x0 u32 [4] values 1 2 3 4294967295
in      x1 u32 [4] values 2 0 4294967295 0
out     y0 u32 [4] values 2 2 4294967295 4294967295
value   rtol 1e-06 atol 1e-07

case    int64
op      ai.onnx::Max 13
in      x0 i64 [4] values 1 2 3 9223372036854775807
in      x1 i64 [4] values 2 0 9223372036854775807 -9223372036854775808
out     y0 i64 [4] values 2 2 9223372036854775807 9223372036854775807
value   rtol 1e-06 atol 1e-07

case    uint64
op      ai.onnx::Max 13
in      x0 u64 [4] values 1 2 3 18446744073709551615
in      x1 u64 [4] values 2 0 18446744073709551615 0
out     y0 u64 [4] values 2 2 18446744073709551615 18446744073709551615
value   rtol 1e-06 atol 1e-07

case    mismatch
op      ai.onnx::Max 13
in      x0 f32 [2] values -0.275000006 -2.2019999
in      x1 f32 [3] values -1.47599995 -0.0410000011 2.26099992
error   SHAPE broadcast
