case    f32
op      ai.onnx::Sign 13
in      x0 f32 [3,4] values 1.25199997 2.08299994 2.74399996 2.26100016 1.17299998 1.67499995 2.61299992 2.46799994
        2.17499995 2.78900003 2.90700006 1.45899999
out     y0 f32 [3,4] values 1 1 1 1 1 1 1 1 1 1 1 1
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-6 step 1e-6

case    f64
op      ai.onnx::Sign 13
in      x0 f64 [3,4] values 1.2519999742507935 2.0829999446868896 2.74399995803833 2.261000156402588
        1.1729999780654907 1.6749999523162842 2.61299991607666 2.4679999351501465
        2.174999952316284 2.7890000343322754 2.9070000648498535 1.4589999914169312
out     y0 f64 [3,4] values 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0
value   rtol 1e-12 atol 1e-07

case    f16
op      ai.onnx::Sign 13
in      x0 f16 [3,4] values 1.251953125 2.08203125 2.744140625 2.26171875 1.1728515625 1.6748046875 2.61328125
        2.46875 2.17578125 2.7890625 2.90625 1.458984375
out     y0 f16 [3,4] values 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0
value   rtol 0.002 atol 0.001

case    bf16
op      ai.onnx::Sign 13
in      x0 bf16 [3,4] values 1.25 2.078125 2.75 2.265625 1.171875 1.671875 2.609375 2.46875 2.171875 2.78125 2.90625
        1.4609375
out     y0 bf16 [3,4] values 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0
value   rtol 0.01 atol 0.01

case    special
op      ai.onnx::Sign 13
in      x0 f32 [8] values 0 -0 inf -inf nan 9.9999461e-41 -1.00000002e+30 3.39999995e+38
out     y0 f32 [8] values 0 0 1 -1 nan 1 -1 1
value   rtol 1e-05 atol 1e-07

case    int8
op      ai.onnx::Sign 13
in      x0 i8 [5] values 0 1 -5 -128 127
out     y0 i8 [5] values 0 1 -1 -1 1
value   rtol 1e-06 atol 1e-07

case    int16
op      ai.onnx::Sign 13
in      x0 i16 [5] values 0 1 -5 -32768 32767
out     y0 i16 [5] values 0 1 -1 -1 1
value   rtol 1e-06 atol 1e-07

case    int32
op      ai.onnx::Sign 13
in      x0 i32 [5] values 0 1 -5 -2147483648 2147483647
out     y0 i32 [5] values 0 1 -1 -1 1
value   rtol 1e-06 atol 1e-07

case    int64
op      ai.onnx::Sign 13
in      x0 i64 [5] values 0 1 -5 -9223372036854775808 9223372036854775807
out     y0 i64 [5] values 0 1 -1 -1 1
value   rtol 1e-06 atol 1e-07

case    uint8
op      ai.onnx::Sign 13
in      x0 u8 [3] values 0 1 255
out     y0 u8 [3] values 0 1 1
value   rtol 1e-06 atol 1e-07

case    uint16
op      ai.onnx::Sign 13
in      x0 u16 [3] values 0 1 65535
out     y0 u16 [3] values 0 1 1
value   rtol 1e-06 atol 1e-07

case    uint32
op      ai.onnx::Sign 13
in      x0 u32 [3] values 0 1 4294967295
out     y0 u32 [3] values 0 1 1
value   rtol 1e-06 atol 1e-07

case    uint64
op      ai.onnx::Sign 13
in      x0 u64 [3] values 0 1 18446744073709551615
out     y0 u64 [3] values 0 1 1
value   rtol 1e-06 atol 1e-07

case    empty
op      ai.onnx::Sign 13
in      x0 f32 [0,3] values 
out     y0 f32 [0,3] values 
value   rtol 1e-06 atol 1e-07
