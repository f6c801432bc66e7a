case    i8
op      ai.onnx::BitwiseOr 18
in      x0 i8 [5] values 0 1 -1 100 -128
in      x1 i8 [5] values 3 5 127 -2 1
out     y0 i8 [5] values 3 5 -1 -2 -127
value   rtol 1e-06 atol 1e-07

case    uint8
op      ai.onnx::BitwiseOr 18
in      x0 u8 [3] values 1 2 255
in      x1 u8 [2,1] values 3 7
out     y0 u8 [2,3] values 3 3 255 7 7 255
value   rtol 1e-06 atol 1e-07

case    int16
op      ai.onnx::BitwiseOr 18
in      x0 i16 [3] values 1 2 32767
in      x1 i16 [2,1] values 3 7
out     y0 i16 [2,3] values 3 3 32767 7 7 32767
value   rtol 1e-06 atol 1e-07

case    uint16
op      ai.onnx::BitwiseOr 18
in      x0 u16 [3] values 1 2 65535
in      x1 u16 [2,1] values 3 7
out     y0 u16 [2,3] values 3 3 65535 7 7 65535
value   rtol 1e-06 atol 1e-07

case    int32
op      ai.onnx::BitwiseOr 18
in      x0 i32 [3] values 1 2 2147483647
in      x1 i32 [2,1] values 3 7
out     y0 i32 [2,3] values 3 3 2147483647 7 7 2147483647
value   rtol 1e-06 atol 1e-07

case    uint32
op      ai.onnx::BitwiseOr 18
in      x0 u32 [3] values 1 2 4294967295
in      x1 u32 [2,1] values 3 7
out     y0 u32 [2,3] values 3 3 4294967295 7 7 4294967295
value   rtol 1e-06 atol 1e-07

case    int64
op      ai.onnx::BitwiseOr 18
in      x0 i64 [3] values 1 2 9223372036854775807
in      x1 i64 [2,1] values 3 7
out     y0 i64 [2,3] values 3 3 9223372036854775807 7 7 9223372036854775807
value   rtol 1e-06 atol 1e-07

case    uint64
op      ai.onnx::BitwiseOr 18
in      x0 u64 [3] values 1 2 18446744073709551615
in      x1 u64 [2,1] values 3 7
out     y0 u64 [2,3] values 3 3 18446744073709551615 7 7 18446744073709551615
value   rtol 1e-06 atol 1e-07

case    mismatch
op      ai.onnx::BitwiseOr 18
in      x0 i8 [5] values 0 1 -1 100 -128
in      x1 i8 [2] values 3 5
error   SHAPE broadcast
