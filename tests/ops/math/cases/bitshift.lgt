case    u8_LEFT
op      ai.onnx::BitShift 11
attr    direction "LEFT"
in      x0 u8 [4] values 16 4 1 255
in      x1 u8 [4] values 1 2 3 255
out     y0 u8 [4] values 32 16 8 0
value   rtol 1e-06 atol 1e-07

case    u64_LEFT
op      ai.onnx::BitShift 11
attr    direction "LEFT"
in      x0 u64 [2] values 9223372036854775808 1
in      x1 u64 [2] values 63 64
out     y0 u64 [2] values 0 0
value   rtol 1e-06 atol 1e-07

case    i32_LEFT
op      ai.onnx::BitShift 28
attr    direction "LEFT"
in      x0 i32 [4] values -8 8 -1 5
in      x1 i32 [4] values 1 1 40 -1
out     y0 i32 [4] values -16 16 0 0
value   rtol 1e-06 atol 1e-07

case    i64_LEFT
op      ai.onnx::BitShift 28
attr    direction "LEFT"
in      x0 i64 [2] values -9223372036854775808 7
in      x1 i64 [2] values 1 62
out     y0 i64 [2] values 0 -4611686018427387904
value   rtol 1e-06 atol 1e-07

case    u8_RIGHT
op      ai.onnx::BitShift 11
attr    direction "RIGHT"
in      x0 u8 [4] values 16 4 1 255
in      x1 u8 [4] values 1 2 3 255
out     y0 u8 [4] values 8 1 0 0
value   rtol 1e-06 atol 1e-07

case    u64_RIGHT
op      ai.onnx::BitShift 11
attr    direction "RIGHT"
in      x0 u64 [2] values 9223372036854775808 1
in      x1 u64 [2] values 63 64
out     y0 u64 [2] values 1 0
value   rtol 1e-06 atol 1e-07

case    i32_RIGHT
op      ai.onnx::BitShift 28
attr    direction "RIGHT"
in      x0 i32 [4] values -8 8 -1 5
in      x1 i32 [4] values 1 1 40 -1
out     y0 i32 [4] values -4 4 -1 0
value   rtol 1e-06 atol 1e-07

case    i64_RIGHT
op      ai.onnx::BitShift 28
attr    direction "RIGHT"
in      x0 i64 [2] values -9223372036854775808 7
in      x1 i64 [2] values 1 62
out     y0 i64 [2] values -4611686018427387904 0
value   rtol 1e-06 atol 1e-07

case    direction
op      ai.onnx::BitShift 11
attr    direction "UP"
in      x0 u8 [1] values 1
in      x1 u8 [1] values 1
error   MODEL direction
