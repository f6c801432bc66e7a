case    i64
op      ai.onnx::CastLike 15
in      x0 f32 [3] values -0.379000008 -2.85500002 -2.6329999
in      x1 i64 [1] values 1
out     y0 i64 [3] values 0 -2 -2
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
in      x0 f32 [3] values -1.50999999 -2.76799989 -1.98899996
in      x1 f64 [1] values 1.0
out     y0 f64 [3] values -1.5099999904632568 -2.7679998874664307 -1.9889999628067017
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6
