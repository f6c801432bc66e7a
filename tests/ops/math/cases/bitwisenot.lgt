case    i8
op      ai.onnx::BitwiseNot 18
in      x0 i8 [5] values 0 1 -1 100 -128
out     y0 i8 [5] values -1 -2 0 -101 127
value   rtol 1e-06 atol 1e-07

case    u16
op      ai.onnx::BitwiseNot 18
in      x0 u16 [2] values 0 5
out     y0 u16 [2] values 65535 65530
value   rtol 1e-06 atol 1e-07

case    i64
op      ai.onnx::BitwiseNot 18
in      x0 i64 [2] values 0 -5
out     y0 i64 [2] values -1 4
value   rtol 1e-06 atol 1e-07
