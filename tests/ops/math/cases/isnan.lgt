case    f32
op      ai.onnx::IsNaN 13
in      x0 f32 [8] values 0 -0 inf -inf nan 9.9999461e-41 -1.00000002e+30 3.39999995e+38
out     y0 bool [8] values 0 0 0 0 1 0 0 0
value   rtol 1e-06 atol 1e-07

case    f16
op      ai.onnx::IsNaN 20
in      x0 f16 [6] values 0.0 -0.0 inf -inf nan 0.0
out     y0 bool [6] values 0 0 0 0 1 0
value   rtol 1e-06 atol 1e-07

case    f8
op      ai.onnx::IsNaN 20
in      x0 f8e4m3fn [3] values 1.0 nan 2.0
out     y0 bool [3] values 0 1 0
value   rtol 1e-06 atol 1e-07
