case    both
op      ai.onnx::IsInf 20
in      x0 f32 [8] values 0 -0 inf -inf nan 9.9999461e-41 -1.00000002e+30 3.39999995e+38
out     y0 bool [8] values 0 0 1 1 0 0 0 0
value   rtol 1e-06 atol 1e-07

case    negative
op      ai.onnx::IsInf 10
attr    detect_positive 0
in      x0 f32 [8] values 0 -0 inf -inf nan 9.9999461e-41 -1.00000002e+30 3.39999995e+38
out     y0 bool [8] values 0 0 0 1 0 0 0 0
value   rtol 1e-06 atol 1e-07

case    positive
op      ai.onnx::IsInf 10
attr    detect_negative 0
in      x0 f64 [8] values 0.0 -0.0 inf -inf nan 9.99994610111476e-41 -1.0000000150474662e+30
        3.3999999521443642e+38
out     y0 bool [8] values 0 0 1 0 0 0 0 0
value   rtol 1e-06 atol 1e-07

case    f8
op      ai.onnx::IsInf 20
in      x0 f8e5m2 [4] values 1.0 nan inf -inf
out     y0 bool [4] values 0 0 1 1
value   rtol 1e-06 atol 1e-07
