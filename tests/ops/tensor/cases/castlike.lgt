case    i64
op      ai.onnx::CastLike 15
in      x0 f32 [3] values 0.986999989 0.250999987 2.52600002
in      x1 i64 [1] values 1
out     y0 i64 [3] values 0 0 2
value   rtol 1e-06 atol 1e-07

case    f8
op      ai.onnx::CastLike 19
attr    saturate 0
in      x0 f32 [2] values 1 1e+09
in      x1 f8e4m3fn [1] values 1.0
out     y0 f8e4m3fn [2] values 1.0 nan
value   rtol 1e-06 atol 1e-07

case    round
op      ai.onnx::CastLike 24
attr    round_mode "down"
in      x0 f32 [1] values 1.5
in      x1 f8e8m0 [1] values 1.0
out     y0 f8e8m0 [1] values 1.0
value   rtol 1e-06 atol 1e-07

case    grad
op      ai.onnx::CastLike 15
in      x0 f32 [3] values -1.87800002 1.18099999 -0.722000003
in      x1 f64 [1] values 1.0
out     y0 f64 [3] values -1.878000020980835 1.180999994277954 -0.722000002861023
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6
