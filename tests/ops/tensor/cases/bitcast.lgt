case    f32_i32
op      ai.onnx::BitCast 26
attr    to 6
in      x0 f32 [4] values -2.31200004 -0.270999998 1.13100004 -1.24899995
out     y0 i32 [4] values -1072433201 -1098203005 1066452124 -1080041669
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
in      x0 f32 [4] values -2.31200004 -0.270999998 1.13100004 -1.24899995
error   TYPE bits

case    string
op      ai.onnx::BitCast 26
attr    to 8
in      x0 f32 [4] values -2.31200004 -0.270999998 1.13100004 -1.24899995
error   MODEL type
