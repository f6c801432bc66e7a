case    floor
op      ai.onnx::Mod 13
in      x0 i8 [8] values -4 7 5 4 -7 8 -128 3
in      x1 i8 [8] values 2 -3 8 -2 3 5 -1 0
out     y0 i8 [8] values 0 -2 5 0 2 3 0 0
value   rtol 1e-06 atol 1e-07

case    truncate
op      ai.onnx::Mod 13
attr    fmod 1
in      x0 i8 [8] values -4 7 5 4 -7 8 -128 3
in      x1 i8 [8] values 2 -3 8 -2 3 5 -1 0
out     y0 i8 [8] values 0 1 5 0 -1 3 0 0
value   rtol 1e-06 atol 1e-07

case    i64
op      ai.onnx::Mod 13
in      x0 i64 [3] values -9223372036854775808 5 9223372036854775807
in      x1 i64 [3] values -1 0 4611686018427387904
out     y0 i64 [3] values 0 0 4611686018427387903
value   rtol 1e-06 atol 1e-07

case    u64
op      ai.onnx::Mod 13
in      x0 u64 [2] values 18446744073709551615 5
in      x1 u64 [2] values 10 0
out     y0 u64 [2] values 5 0
value   rtol 1e-06 atol 1e-07

case    fmod_f32
op      ai.onnx::Mod 13
attr    fmod 1
in      x0 f32 [6] values -4.30000019 7.19999981 5 4.30000019 -7.19999981 8
in      x1 f32 [6] values 2.0999999 -3.4000001 8 -2.0999999 3.4000001 5
out     y0 f32 [6] values -0.100000381 0.399999619 5 0.100000381 -0.399999619 3
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    float_floor
op      ai.onnx::Mod 28
in      x0 f32 [6] values -4.30000019 7.19999981 5 4.30000019 -7.19999981 8
in      x1 f32 [6] values 2.0999999 -3.4000001 8 -2.0999999 3.4000001 5
out     y0 f32 [6] values 1.99999952 -3.00000048 5 -1.99999952 3.00000048 3
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    f16
op      ai.onnx::Mod 13
attr    fmod 1
in      x0 f16 [6] values -4.30078125 7.19921875 5.0 4.30078125 -7.19921875 8.0
in      x1 f16 [6] values 2.099609375 -3.400390625 8.0 -2.099609375 3.400390625 5.0
out     y0 f16 [6] values -0.1015625 0.3984375 5.0 0.1015625 -0.3984375 3.0
value   rtol 0.01 atol 1e-07

case    float_special
op      ai.onnx::Mod 28
in      x0 f32 [8] values 0 -0 inf 3 3 -3 nan 1
in      x1 f32 [8] values -2 2 2 0 inf inf 1 nan
out     y0 f32 [8] values -0 0 nan nan 3 inf nan nan
value   rtol 1e-06 atol 1e-07
