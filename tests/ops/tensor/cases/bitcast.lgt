case    f32_i32
op      ai.onnx::BitCast 26
attr    to 6
in      x0 f32 [4] values 0.179000005 -2.62700009 2.68700004 -2.60400009
out     y0 i32 [4] values 1043811271 -1071111995 1076623311 -1071208464
value   rtol 1e-06 atol 1e-07

case    i64_f64
op      ai.onnx::BitCast 26
attr    to 11
in      x0 i64 [2] values 1 2
out     y0 f64 [2] values 5e-324 1e-323
value   rtol 1e-06 atol 1e-07

case    bits
op      ai.onnx::BitCast 26
attr    to 7
in      x0 f32 [4] values 0.179000005 -2.62700009 2.68700004 -2.60400009
error   TYPE bits

case    string
op      ai.onnx::BitCast 26
attr    to 8
in      x0 f32 [4] values 0.179000005 -2.62700009 2.68700004 -2.60400009
error   MODEL type
