case    f32_float64
op      ai.onnx::Cast 13
attr    to 11
in      x0 f32 [15] values 0 -0 1.5 -2.5 300 -300 7 1e+10 nan inf -inf 0.100000001 3.75 6 65520
out     y0 f64 [15] values 0.0 -0.0 1.5 -2.5 300.0 -300.0 7.0 10000000000.0 nan inf -inf 0.10000000149011612 3.75
        6.0 65520.0
value   rtol 1e-06 atol 1e-07

case    f32_float16
op      ai.onnx::Cast 13
attr    to 10
in      x0 f32 [15] values 0 -0 1.5 -2.5 300 -300 7 1e+10 nan inf -inf 0.100000001 3.75 6 65520
out     y0 f16 [15] values 0.0 -0.0 1.5 -2.5 300.0 -300.0 7.0 inf nan inf -inf 0.0999755859375 3.75 6.0 inf
value   rtol 1e-06 atol 1e-07

case    f32_bf16
op      ai.onnx::Cast 13
attr    to 16
in      x0 f32 [15] values 0 -0 1.5 -2.5 300 -300 7 1e+10 nan inf -inf 0.100000001 3.75 6 65520
out     y0 bf16 [15] values 0.0 -0.0 1.5 -2.5 300.0 -300.0 7.0 9999220736.0 nan inf -inf 0.10009765625 3.75 6.0
        65536.0
value   rtol 1e-06 atol 1e-07

case    f64_f16
op      ai.onnx::Cast 13
attr    to 10
in      x0 f64 [15] values 0.0 -0.0 1.5 -2.5 300.0 -300.0 7.0 10000000000.0 nan inf -inf 0.10000000149011612 3.75
        6.0 65520.0
out     y0 f16 [15] values 0.0 -0.0 1.5 -2.5 300.0 -300.0 7.0 inf nan inf -inf 0.0999755859375 3.75 6.0 inf
value   rtol 1e-06 atol 1e-07

case    f64_f16_once
op      ai.onnx::Cast 13
attr    to 10
in      x0 f64 [1] values 1.0004882812509095
out     y0 f16 [1] values 1.0009765625
value   rtol 1e-06 atol 1e-07

case    f64_bf16
op      ai.onnx::Cast 13
attr    to 16
in      x0 f64 [15] values 0.0 -0.0 1.5 -2.5 300.0 -300.0 7.0 10000000000.0 nan inf -inf 0.10000000149011612 3.75
        6.0 65520.0
out     y0 bf16 [15] values 0.0 -0.0 1.5 -2.5 300.0 -300.0 7.0 9999220736.0 nan inf -inf 0.10009765625 3.75 6.0
        65536.0
value   rtol 1e-06 atol 1e-07

case    f32_int8
op      ai.onnx::Cast 13
attr    to 3
in      x0 f32 [15] values 0 -0 1.5 -2.5 300 -300 7 1e+10 nan inf -inf 0.100000001 3.75 6 65520
out     y0 i8 [15] values 0 0 1 -2 127 -128 7 127 0 127 -128 0 3 6 127
value   rtol 1e-06 atol 1e-07

case    i64_int8
op      ai.onnx::Cast 13
attr    to 3
in      x0 i64 [9] values 0 1 -1 127 128 255 -129 2147483648 1099511627781
out     y0 i8 [9] values 0 1 -1 127 -128 -1 127 0 5
value   rtol 1e-06 atol 1e-07

case    int8_f32
op      ai.onnx::Cast 13
attr    to 1
in      x0 i8 [4] values 0 1 127 -128
out     y0 f32 [4] values 0 1 127 -128
value   rtol 1e-06 atol 1e-07

case    int8_bool
op      ai.onnx::Cast 13
attr    to 9
in      x0 i8 [3] values 0 1 127
out     y0 bool [3] values 0 1 1
value   rtol 1e-06 atol 1e-07

case    f32_uint8
op      ai.onnx::Cast 13
attr    to 2
in      x0 f32 [15] values 0 -0 1.5 -2.5 300 -300 7 1e+10 nan inf -inf 0.100000001 3.75 6 65520
out     y0 u8 [15] values 0 0 1 0 255 0 7 255 0 255 0 0 3 6 255
value   rtol 1e-06 atol 1e-07

case    i64_uint8
op      ai.onnx::Cast 13
attr    to 2
in      x0 i64 [9] values 0 1 -1 127 128 255 -129 2147483648 1099511627781
out     y0 u8 [9] values 0 1 255 127 128 255 127 0 5
value   rtol 1e-06 atol 1e-07

case    uint8_f32
op      ai.onnx::Cast 13
attr    to 1
in      x0 u8 [4] values 0 1 255 0
out     y0 f32 [4] values 0 1 255 0
value   rtol 1e-06 atol 1e-07

case    uint8_bool
op      ai.onnx::Cast 13
attr    to 9
in      x0 u8 [3] values 0 1 255
out     y0 bool [3] values 0 1 1
value   rtol 1e-06 atol 1e-07

case    f32_int16
op      ai.onnx::Cast 13
attr    to 5
in      x0 f32 [15] values 0 -0 1.5 -2.5 300 -300 7 1e+10 nan inf -inf 0.100000001 3.75 6 65520
out     y0 i16 [15] values 0 0 1 -2 300 -300 7 32767 0 32767 -32768 0 3 6 32767
value   rtol 1e-06 atol 1e-07

case    i64_int16
op      ai.onnx::Cast 13
attr    to 5
in      x0 i64 [9] values 0 1 -1 127 128 255 -129 2147483648 1099511627781
out     y0 i16 [9] values 0 1 -1 127 128 255 -129 0 5
value   rtol 1e-06 atol 1e-07

case    int16_f32
op      ai.onnx::Cast 13
attr    to 1
in      x0 i16 [4] values 0 1 32767 -32768
out     y0 f32 [4] values 0 1 32767 -32768
value   rtol 1e-06 atol 1e-07

case    int16_bool
op      ai.onnx::Cast 13
attr    to 9
in      x0 i16 [3] values 0 1 32767
out     y0 bool [3] values 0 1 1
value   rtol 1e-06 atol 1e-07

case    f32_uint16
op      ai.onnx::Cast 13
attr    to 4
in      x0 f32 [15] values 0 -0 1.5 -2.5 300 -300 7 1e+10 nan inf -inf 0.100000001 3.75 6 65520
out     y0 u16 [15] values 0 0 1 0 300 0 7 65535 0 65535 0 0 3 6 65520
value   rtol 1e-06 atol 1e-07

case    i64_uint16
op      ai.onnx::Cast 13
attr    to 4
in      x0 i64 [9] values 0 1 -1 127 128 255 -129 2147483648 1099511627781
out     y0 u16 [9] values 0 1 65535 127 128 255 65407 0 5
value   rtol 1e-06 atol 1e-07

case    uint16_f32
op      ai.onnx::Cast 13
attr    to 1
in      x0 u16 [4] values 0 1 65535 0
out     y0 f32 [4] values 0 1 65535 0
value   rtol 1e-06 atol 1e-07

case    uint16_bool
op      ai.onnx::Cast 13
attr    to 9
in      x0 u16 [3] values 0 1 65535
out     y0 bool [3] values 0 1 1
value   rtol 1e-06 atol 1e-07

case    f32_int32
op      ai.onnx::Cast 13
attr    to 6
in      x0 f32 [15] values 0 -0 1.5 -2.5 300 -300 7 1e+10 nan inf -inf 0.100000001 3.75 6 65520
out     y0 i32 [15] values 0 0 1 -2 300 -300 7 2147483647 0 2147483647 -2147483648 0 3 6 65520
value   rtol 1e-06 atol 1e-07

case    i64_int32
op      ai.onnx::Cast 13
attr    to 6
in      x0 i64 [9] values 0 1 -1 127 128 255 -129 2147483648 1099511627781
out     y0 i32 [9] values 0 1 -1 127 128 255 -129 -2147483648 5
value   rtol 1e-06 atol 1e-07

case    int32_f32
op      ai.onnx::Cast 13
attr    to 1
in      x0 i32 [4] values 0 1 2147483647 -2147483648
out     y0 f32 [4] values 0 1 2.14748365e+09 -2.14748365e+09
value   rtol 1e-06 atol 1e-07

case    int32_bool
op      ai.onnx::Cast 13
attr    to 9
in      x0 i32 [3] values 0 1 2147483647
out     y0 bool [3] values 0 1 1
value   rtol 1e-06 atol 1e-07

case    f32_uint32
op      ai.onnx::Cast 13
attr    to 12
in      x0 f32 [15] values 0 -0 1.5 -2.5 300 -300 7 1e+10 nan inf -inf 0.100000001 3.75 6 65520
out     y0 u32 [15] values 0 0 1 0 300 0 7 4294967295 0 4294967295 0 0 3 6 65520
value   rtol 1e-06 atol 1e-07

case    i64_uint32
op      ai.onnx::Cast 13
attr    to 12
in      x0 i64 [9] values 0 1 -1 127 128 255 -129 2147483648 1099511627781
out     y0 u32 [9] values 0 1 4294967295 127 128 255 4294967167 2147483648 5
value   rtol 1e-06 atol 1e-07

case    uint32_f32
op      ai.onnx::Cast 13
attr    to 1
in      x0 u32 [4] values 0 1 4294967295 0
out     y0 f32 [4] values 0 1 4.2949673e+09 0
value   rtol 1e-06 atol 1e-07

case    uint32_bool
op      ai.onnx::Cast 13
attr    to 9
in      x0 u32 [3] values 0 1 4294967295
out     y0 bool [3] values 0 1 1
value   rtol 1e-06 atol 1e-07

case    f32_int64
op      ai.onnx::Cast 13
attr    to 7
in      x0 f32 [15] values 0 -0 1.5 -2.5 300 -300 7 1e+10 nan inf -inf 0.100000001 3.75 6 65520
out     y0 i64 [15] values 0 0 1 -2 300 -300 7 10000000000 0 9223372036854775807 -9223372036854775808 0 3 6 65520
value   rtol 1e-06 atol 1e-07

case    i64_int64
op      ai.onnx::Cast 13
attr    to 7
in      x0 i64 [9] values 0 1 -1 127 128 255 -129 2147483648 1099511627781
out     y0 i64 [9] values 0 1 -1 127 128 255 -129 2147483648 1099511627781
value   rtol 1e-06 atol 1e-07

case    int64_f32
op      ai.onnx::Cast 13
attr    to 1
in      x0 i64 [4] values 0 1 9223372036854775807 -9223372036854775808
out     y0 f32 [4] values 0 1 9.22337204e+18 -9.22337204e+18
value   rtol 1e-06 atol 1e-07

case    int64_bool
op      ai.onnx::Cast 13
attr    to 9
in      x0 i64 [3] values 0 1 9223372036854775807
out     y0 bool [3] values 0 1 1
value   rtol 1e-06 atol 1e-07

case    f32_uint64
op      ai.onnx::Cast 13
attr    to 13
in      x0 f32 [15] values 0 -0 1.5 -2.5 300 -300 7 1e+10 nan inf -inf 0.100000001 3.75 6 65520
out     y0 u64 [15] values 0 0 1 0 300 0 7 10000000000 0 18446744073709551615 0 0 3 6 65520
value   rtol 1e-06 atol 1e-07

case    i64_uint64
op      ai.onnx::Cast 13
attr    to 13
in      x0 i64 [9] values 0 1 -1 127 128 255 -129 2147483648 1099511627781
out     y0 u64 [9] values 0 1 18446744073709551615 127 128 255 18446744073709551487 2147483648 1099511627781
value   rtol 1e-06 atol 1e-07

case    uint64_f32
op      ai.onnx::Cast 13
attr    to 1
in      x0 u64 [4] values 0 1 18446744073709551615 0
out     y0 f32 [4] values 0 1 1.84467441e+19 0
value   rtol 1e-06 atol 1e-07

case    uint64_bool
op      ai.onnx::Cast 13
attr    to 9
in      x0 u64 [3] values 0 1 18446744073709551615
out     y0 bool [3] values 0 1 1
value   rtol 1e-06 atol 1e-07

case    f32_bool
op      ai.onnx::Cast 13
attr    to 9
in      x0 f32 [15] values 0 -0 1.5 -2.5 300 -300 7 1e+10 nan inf -inf 0.100000001 3.75 6 65520
out     y0 bool [15] values 0 0 1 1 1 1 1 1 1 1 1 1 1 1 1
value   rtol 1e-06 atol 1e-07

case    bool_f32
op      ai.onnx::Cast 9
attr    to 1
in      x0 bool [2] values 1 0
out     y0 f32 [2] values 1 0
value   rtol 1e-06 atol 1e-07

case    bool_i64
op      ai.onnx::Cast 9
attr    to 7
in      x0 bool [2] values 1 0
out     y0 i64 [2] values 1 0
value   rtol 1e-06 atol 1e-07

case    u64_f64
op      ai.onnx::Cast 13
attr    to 11
in      x0 u64 [2] values 18446744073709551615 9223372036854775808
out     y0 f64 [2] values 1.8446744073709552e+19 9.223372036854776e+18
value   rtol 1e-06 atol 1e-07

case    i64_f32_once
op      ai.onnx::Cast 13
attr    to 1
in      x0 i64 [1] values 18014399583223809
out     y0 f32 [1] values 1.80144007e+16
value   rtol 1e-06 atol 1e-07

case    f32_e4m3fn
op      ai.onnx::Cast 19
attr    to 17
in      x0 f32 [16] values 0 1.10000002 -3.29999995 447 449 480 1e+09 -1e+09 nan inf 0.001953125 0.0009765625
        1.14440918e-05 57344 61440 70000
out     y0 f8e4m3fn [16] values 0.0 1.125 -3.25 448.0 448.0 448.0 448.0 -448.0 nan 448.0 0.001953125 0.0 0.0 448.0 448.0
        448.0
value   rtol 1e-06 atol 1e-07

case    f32_e4m3fn_nonsat
op      ai.onnx::Cast 19
attr    to 17  saturate 0
in      x0 f32 [16] values 0 1.10000002 -3.29999995 447 449 480 1e+09 -1e+09 nan inf 0.001953125 0.0009765625
        1.14440918e-05 57344 61440 70000
out     y0 f8e4m3fn [16] values 0.0 1.125 -3.25 448.0 448.0 nan nan nan nan nan 0.001953125 0.0 0.0 nan nan nan
value   rtol 1e-06 atol 1e-07

case    e4m3fn_f32
op      ai.onnx::Cast 19
attr    to 1
in      x0 f8e4m3fn [16] values 0.0 1.125 -3.25 448.0 448.0 nan nan nan nan nan 0.001953125 0.0 0.0 nan nan nan
out     y0 f32 [16] values 0 1.125 -3.25 448 448 nan nan nan nan nan 0.001953125 0 0 nan nan nan
value   rtol 1e-06 atol 1e-07

case    f16_e4m3fn
op      ai.onnx::Cast 19
attr    to 17  saturate 0
in      x0 f16 [16] values 0.0 1.099609375 -3.30078125 447.0 449.0 480.0 inf -inf nan inf 0.001953125 0.0009765625
        1.1444091796875e-05 57344.0 61440.0 inf
out     y0 f8e4m3fn [16] values 0.0 1.125 -3.25 448.0 448.0 nan nan nan nan nan 0.001953125 0.0 0.0 nan nan nan
value   rtol 1e-06 atol 1e-07

case    f32_e4m3fnuz
op      ai.onnx::Cast 19
attr    to 18
in      x0 f32 [16] values 0 1.10000002 -3.29999995 447 449 480 1e+09 -1e+09 nan inf 0.001953125 0.0009765625
        1.14440918e-05 57344 61440 70000
out     y0 f8e4m3fnuz [16] values 0.0 1.125 -3.25 240.0 240.0 240.0 240.0 -240.0 nan 240.0 0.001953125 0.0009765625 0.0
        240.0 240.0 240.0
value   rtol 1e-06 atol 1e-07

case    f32_e4m3fnuz_nonsat
op      ai.onnx::Cast 19
attr    to 18  saturate 0
in      x0 f32 [16] values 0 1.10000002 -3.29999995 447 449 480 1e+09 -1e+09 nan inf 0.001953125 0.0009765625
        1.14440918e-05 57344 61440 70000
out     y0 f8e4m3fnuz [16] values 0.0 1.125 -3.25 nan nan nan nan nan nan nan 0.001953125 0.0009765625 0.0 nan nan nan
value   rtol 1e-06 atol 1e-07

case    e4m3fnuz_f32
op      ai.onnx::Cast 19
attr    to 1
in      x0 f8e4m3fnuz [16] values 0.0 1.125 -3.25 nan nan nan nan nan nan nan 0.001953125 0.0009765625 0.0 nan nan nan
out     y0 f32 [16] values 0 1.125 -3.25 nan nan nan nan nan nan nan 0.001953125 0.0009765625 0 nan nan nan
value   rtol 1e-06 atol 1e-07

case    f16_e4m3fnuz
op      ai.onnx::Cast 19
attr    to 18  saturate 0
in      x0 f16 [16] values 0.0 1.099609375 -3.30078125 447.0 449.0 480.0 inf -inf nan inf 0.001953125 0.0009765625
        1.1444091796875e-05 57344.0 61440.0 inf
out     y0 f8e4m3fnuz [16] values 0.0 1.125 -3.25 nan nan nan nan nan nan nan 0.001953125 0.0009765625 0.0 nan nan nan
value   rtol 1e-06 atol 1e-07

case    f32_e5m2
op      ai.onnx::Cast 19
attr    to 19
in      x0 f32 [16] values 0 1.10000002 -3.29999995 447 449 480 1e+09 -1e+09 nan inf 0.001953125 0.0009765625
        1.14440918e-05 57344 61440 70000
out     y0 f8e5m2 [16] values 0.0 1.0 -3.5 448.0 448.0 512.0 57344.0 -57344.0 nan 57344.0 0.001953125 0.0009765625
        1.52587890625e-05 57344.0 57344.0 57344.0
value   rtol 1e-06 atol 1e-07

case    f32_e5m2_nonsat
op      ai.onnx::Cast 19
attr    to 19  saturate 0
in      x0 f32 [16] values 0 1.10000002 -3.29999995 447 449 480 1e+09 -1e+09 nan inf 0.001953125 0.0009765625
        1.14440918e-05 57344 61440 70000
out     y0 f8e5m2 [16] values 0.0 1.0 -3.5 448.0 448.0 512.0 inf -inf nan inf 0.001953125 0.0009765625
        1.52587890625e-05 57344.0 inf inf
value   rtol 1e-06 atol 1e-07

case    e5m2_f32
op      ai.onnx::Cast 19
attr    to 1
in      x0 f8e5m2 [16] values 0.0 1.0 -3.5 448.0 448.0 512.0 inf -inf nan inf 0.001953125 0.0009765625
        1.52587890625e-05 57344.0 inf inf
out     y0 f32 [16] values 0 1 -3.5 448 448 512 inf -inf nan inf 0.001953125 0.0009765625 1.52587891e-05 57344 inf
        inf
value   rtol 1e-06 atol 1e-07

case    f16_e5m2
op      ai.onnx::Cast 19
attr    to 19  saturate 0
in      x0 f16 [16] values 0.0 1.099609375 -3.30078125 447.0 449.0 480.0 inf -inf nan inf 0.001953125 0.0009765625
        1.1444091796875e-05 57344.0 61440.0 inf
out     y0 f8e5m2 [16] values 0.0 1.0 -3.5 448.0 448.0 512.0 inf -inf nan inf 0.001953125 0.0009765625
        1.52587890625e-05 57344.0 inf inf
value   rtol 1e-06 atol 1e-07

case    f32_e5m2fnuz
op      ai.onnx::Cast 19
attr    to 20
in      x0 f32 [16] values 0 1.10000002 -3.29999995 447 449 480 1e+09 -1e+09 nan inf 0.001953125 0.0009765625
        1.14440918e-05 57344 61440 70000
out     y0 f8e5m2fnuz [16] values 0.0 1.0 -3.5 448.0 448.0 512.0 57344.0 -57344.0 nan 57344.0 0.001953125 0.0009765625
        1.52587890625e-05 57344.0 57344.0 57344.0
value   rtol 1e-06 atol 1e-07

case    f32_e5m2fnuz_nonsat
op      ai.onnx::Cast 19
attr    to 20  saturate 0
in      x0 f32 [16] values 0 1.10000002 -3.29999995 447 449 480 1e+09 -1e+09 nan inf 0.001953125 0.0009765625
        1.14440918e-05 57344 61440 70000
out     y0 f8e5m2fnuz [16] values 0.0 1.0 -3.5 448.0 448.0 512.0 nan nan nan nan 0.001953125 0.0009765625
        1.52587890625e-05 57344.0 nan nan
value   rtol 1e-06 atol 1e-07

case    e5m2fnuz_f32
op      ai.onnx::Cast 19
attr    to 1
in      x0 f8e5m2fnuz [16] values 0.0 1.0 -3.5 448.0 448.0 512.0 nan nan nan nan 0.001953125 0.0009765625
        1.52587890625e-05 57344.0 nan nan
out     y0 f32 [16] values 0 1 -3.5 448 448 512 nan nan nan nan 0.001953125 0.0009765625 1.52587891e-05 57344 nan
        nan
value   rtol 1e-06 atol 1e-07

case    f16_e5m2fnuz
op      ai.onnx::Cast 19
attr    to 20  saturate 0
in      x0 f16 [16] values 0.0 1.099609375 -3.30078125 447.0 449.0 480.0 inf -inf nan inf 0.001953125 0.0009765625
        1.1444091796875e-05 57344.0 61440.0 inf
out     y0 f8e5m2fnuz [16] values 0.0 1.0 -3.5 448.0 448.0 512.0 nan nan nan nan 0.001953125 0.0009765625
        1.52587890625e-05 57344.0 nan nan
value   rtol 1e-06 atol 1e-07

case    f32_f4
op      ai.onnx::Cast 23
attr    to 23
in      x0 f32 [10] values 0 0.300000012 -0.899999976 1.20000005 2.4000001 -3.4000001 5 5.0999999 100 -7
out     y0 f4e2m1 [10] values 0.0 0.5 -1.0 1.0 2.0 -3.0 4.0 6.0 6.0 -6.0
value   rtol 1e-06 atol 1e-07

case    f4_f32
op      ai.onnx::Cast 23
attr    to 1
in      x0 f4e2m1 [10] values 0.0 0.5 -1.0 1.0 2.0 -3.0 4.0 6.0 6.0 -6.0
out     y0 f32 [10] values 0 0.5 -1 1 2 -3 4 6 6 -6
value   rtol 1e-06 atol 1e-07

case    f32_f6e2m3
op      ai.onnx::Cast 28
attr    to 27
in      x0 f32 [10] values 0 0.300000012 -0.899999976 1.20000005 2.4000001 -3.4000001 5 5.0999999 100 -7
out     y0 f6e2m3 [10] values 0.0 0.25 -0.875 1.25 2.5 -3.5 5.0 5.0 7.5 -7.0
value   rtol 1e-06 atol 1e-07

case    f32_f6e3m2
op      ai.onnx::Cast 28
attr    to 28
in      x0 f32 [10] values 0 0.300000012 -0.899999976 1.20000005 2.4000001 -3.4000001 5 5.0999999 100 -7
out     y0 f6e3m2 [10] values 0.0 0.3125 -0.875 1.25 2.5 -3.5 5.0 5.0 28.0 -7.0
value   rtol 1e-06 atol 1e-07

case    f6_f32
op      ai.onnx::Cast 28
attr    to 1
in      x0 f6e3m2 [10] values 0.0 0.3125 -0.875 1.25 2.5 -3.5 5.0 5.0 28.0 -7.0
out     y0 f32 [10] values 0 0.3125 -0.875 1.25 2.5 -3.5 5 5 28 -7
value   rtol 1e-06 atol 1e-07

case    f32_e8m0_up
op      ai.onnx::Cast 24
attr    to 24  round_mode "up"
in      x0 f32 [9] values 1 1.20000005 1.5 1.70000005 3 1.17549435e-38 9.99999968e+37 3.29999997e+38
        4.99999968e-39
out     y0 f8e8m0 [9] values 1.0 2.0 2.0 2.0 4.0 1.1754943508222875e-38 1.7014118346046923e+38 1.7014118346046923e+38
        1.1754943508222875e-38
value   rtol 1e-06 atol 1e-07

case    f32_e8m0_up_nonsat
op      ai.onnx::Cast 24
attr    to 24  round_mode "up"  saturate 0
in      x0 f32 [9] values 1 1.20000005 1.5 1.70000005 3 1.17549435e-38 9.99999968e+37 3.29999997e+38
        4.99999968e-39
out     y0 f8e8m0 [9] values 1.0 2.0 2.0 2.0 4.0 1.1754943508222875e-38 1.7014118346046923e+38 nan
        1.1754943508222875e-38
value   rtol 1e-06 atol 1e-07

case    f32_e8m0_down
op      ai.onnx::Cast 24
attr    to 24  round_mode "down"
in      x0 f32 [9] values 1 1.20000005 1.5 1.70000005 3 1.17549435e-38 9.99999968e+37 3.29999997e+38
        4.99999968e-39
out     y0 f8e8m0 [9] values 1.0 1.0 1.0 1.0 2.0 1.1754943508222875e-38 8.507059173023462e+37 1.7014118346046923e+38
        5.877471754111438e-39
value   rtol 1e-06 atol 1e-07

case    f32_e8m0_down_nonsat
op      ai.onnx::Cast 24
attr    to 24  round_mode "down"  saturate 0
in      x0 f32 [9] values 1 1.20000005 1.5 1.70000005 3 1.17549435e-38 9.99999968e+37 3.29999997e+38
        4.99999968e-39
out     y0 f8e8m0 [9] values 1.0 1.0 1.0 1.0 2.0 1.1754943508222875e-38 8.507059173023462e+37 1.7014118346046923e+38
        5.877471754111438e-39
value   rtol 1e-06 atol 1e-07

case    f32_e8m0_nearest
op      ai.onnx::Cast 24
attr    to 24  round_mode "nearest"
in      x0 f32 [9] values 1 1.20000005 1.5 1.70000005 3 1.17549435e-38 9.99999968e+37 3.29999997e+38
        4.99999968e-39
out     y0 f8e8m0 [9] values 1.0 1.0 2.0 2.0 4.0 1.1754943508222875e-38 8.507059173023462e+37 1.7014118346046923e+38
        5.877471754111438e-39
value   rtol 1e-06 atol 1e-07

case    f32_e8m0_nearest_nonsat
op      ai.onnx::Cast 24
attr    to 24  round_mode "nearest"  saturate 0
in      x0 f32 [9] values 1 1.20000005 1.5 1.70000005 3 1.17549435e-38 9.99999968e+37 3.29999997e+38
        4.99999968e-39
out     y0 f8e8m0 [9] values 1.0 1.0 2.0 2.0 4.0 1.1754943508222875e-38 8.507059173023462e+37 nan
        5.877471754111438e-39
value   rtol 1e-06 atol 1e-07

case    e8m0_f32
op      ai.onnx::Cast 24
attr    to 1
in      x0 f8e8m0 [4] values 1.0 2.0 0.25 1.2676506002282294e+30
out     y0 f32 [4] values 1 2 0.25 1.2676506e+30
value   rtol 1e-06 atol 1e-07

case    f32_i4
op      ai.onnx::Cast 25
attr    to 22
in      x0 f32 [10] values -9 -8 -3 0 1 3 7 8 15 16
out     y0 i4 [10] values 7.0 -8.0 -3.0 0.0 1.0 3.0 7.0 -8.0 -1.0 0.0
value   rtol 1e-06 atol 1e-07

case    i4_f32
op      ai.onnx::Cast 25
attr    to 1
in      x0 i4 [5] values 0.0 1.0 1.0 -1.0 0.0
out     y0 f32 [5] values 0 1 1 -1 0
value   rtol 1e-06 atol 1e-07

case    i4_i8
op      ai.onnx::Cast 25
attr    to 3
in      x0 i4 [5] values 0.0 1.0 1.0 -1.0 0.0
out     y0 i8 [5] values 0 1 1 -1 0
value   rtol 1e-06 atol 1e-07

case    f32_u4
op      ai.onnx::Cast 25
attr    to 21
in      x0 f32 [10] values -9 -8 -3 0 1 3 7 8 15 16
out     y0 u4 [10] values 7.0 8.0 13.0 0.0 1.0 3.0 7.0 8.0 15.0 0.0
value   rtol 1e-06 atol 1e-07

case    u4_f32
op      ai.onnx::Cast 25
attr    to 1
in      x0 u4 [5] values 0.0 1.0 1.0 3.0 0.0
out     y0 f32 [5] values 0 1 1 3 0
value   rtol 1e-06 atol 1e-07

case    u4_i8
op      ai.onnx::Cast 25
attr    to 3
in      x0 u4 [5] values 0.0 1.0 1.0 3.0 0.0
out     y0 i8 [5] values 0 1 1 3 0
value   rtol 1e-06 atol 1e-07

case    f32_i2
op      ai.onnx::Cast 25
attr    to 26
in      x0 f32 [10] values -9 -8 -3 0 1 3 7 8 15 16
out     y0 i2 [10] values -1.0 0.0 1.0 0.0 1.0 -1.0 -1.0 0.0 -1.0 0.0
value   rtol 1e-06 atol 1e-07

case    i2_f32
op      ai.onnx::Cast 25
attr    to 1
in      x0 i2 [5] values 0.0 1.0 1.0 -1.0 0.0
out     y0 f32 [5] values 0 1 1 -1 0
value   rtol 1e-06 atol 1e-07

case    i2_i8
op      ai.onnx::Cast 25
attr    to 3
in      x0 i2 [5] values 0.0 1.0 1.0 -1.0 0.0
out     y0 i8 [5] values 0 1 1 -1 0
value   rtol 1e-06 atol 1e-07

case    f32_u2
op      ai.onnx::Cast 25
attr    to 25
in      x0 f32 [10] values -9 -8 -3 0 1 3 7 8 15 16
out     y0 u2 [10] values 3.0 0.0 1.0 0.0 1.0 3.0 3.0 0.0 3.0 0.0
value   rtol 1e-06 atol 1e-07

case    u2_f32
op      ai.onnx::Cast 25
attr    to 1
in      x0 u2 [5] values 0.0 1.0 1.0 3.0 0.0
out     y0 f32 [5] values 0 1 1 3 0
value   rtol 1e-06 atol 1e-07

case    u2_i8
op      ai.onnx::Cast 25
attr    to 3
in      x0 u2 [5] values 0.0 1.0 1.0 3.0 0.0
out     y0 i8 [5] values 0 1 1 3 0
value   rtol 1e-06 atol 1e-07

case    string_f32
op      ai.onnx::Cast 9
attr    to 1
in      x0 str [8] values "3.14" "1000" "1e-5" "1E8" "+INF" "-inf" "NaN" "-0"
out     y0 f32 [8] values 3.1400001 1000 9.99999975e-06 100000000 inf -inf nan -0
value   rtol 1e-06 atol 1e-07

case    string_f64
op      ai.onnx::Cast 9
attr    to 11
in      x0 str [1] values "0.1"
out     y0 f64 [1] values 0.1
value   rtol 1e-06 atol 1e-07

case    string_i64
op      ai.onnx::Cast 9
attr    to 7
in      x0 str [3] values "-9223372036854775808" "42" "100.5"
out     y0 i64 [3] values -9223372036854775808 42 100
value   rtol 1e-06 atol 1e-07

case    string_u64
op      ai.onnx::Cast 9
attr    to 13
in      x0 str [1] values "18446744073709551615"
out     y0 u64 [1] values 18446744073709551615
value   rtol 1e-06 atol 1e-07

case    string_bool
op      ai.onnx::Cast 9
attr    to 9
in      x0 str [2] values "1" "0"
out     y0 bool [2] values 1 0
value   rtol 1e-06 atol 1e-07

case    f32_string
op      ai.onnx::Cast 9
attr    to 8
in      x0 f32 [6] values 0.478925467 1 -2.5 nan inf -inf
out     y0 str [6] values "0.47892547" "1.0" "-2.5" "nan" "inf" "-inf"
value   rtol 1e-06 atol 1e-07

case    i64_string
op      ai.onnx::Cast 9
attr    to 8
in      x0 i64 [2] values -7 4611686018427387904
out     y0 str [2] values "-7" "4611686018427387904"
value   rtol 1e-06 atol 1e-07

case    bool_string
op      ai.onnx::Cast 9
attr    to 8
in      x0 bool [2] values 1 0
out     y0 str [2] values "True" "False"
value   rtol 1e-06 atol 1e-07

case    f64_string
op      ai.onnx::Cast 9
attr    to 8
in      x0 f64 [1] values 0.1
out     y0 str [1] values "0.1"
value   rtol 1e-06 atol 1e-07

case    u64_string
op      ai.onnx::Cast 9
attr    to 8
in      x0 u64 [1] values 18446744073709551615
out     y0 str [1] values "18446744073709551615"
value   rtol 1e-06 atol 1e-07

case    name
op      ai.onnx::Cast 1
attr    to "INT64"
in      x0 f32 [1] values 1.70000005
out     y0 i64 [1] values 1
value   rtol 1e-06 atol 1e-07

case    same
op      ai.onnx::Cast 13
attr    to 1
in      x0 f32 [15] values 0 -0 1.5 -2.5 300 -300 7 1e+10 nan inf -inf 0.100000001 3.75 6 65520
out     y0 f32 [15] values 0 -0 1.5 -2.5 300 -300 7 1e+10 nan inf -inf 0.100000001 3.75 6 65520
value   rtol 1e-06 atol 1e-07

case    grad
op      ai.onnx::Cast 13
attr    to 11
in      x0 f32 [3] values 1.56200004 -2.44400001 2.08800006
out     y0 f64 [3] values 1.562000036239624 -2.444000005722046 2.0880000591278076
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    bad_string
op      ai.onnx::Cast 9
attr    to 1
in      x0 str [1] values "Hello World!"
error   DATA number

case    unknown_type
op      ai.onnx::Cast 13
attr    to 999
in      x0 f32 [15] values 0 -0 1.5 -2.5 300 -300 7 1e+10 nan inf -inf 0.100000001 3.75 6 65520
error   MODEL type

case    complex
op      ai.onnx::Cast 13
attr    to 14
in      x0 f32 [15] values 0 -0 1.5 -2.5 300 -300 7 1e+10 nan inf -inf 0.100000001 3.75 6 65520
error   MODEL type

case    unknown_name
op      ai.onnx::Cast 1
attr    to "FLOAT99"
in      x0 f32 [15] values 0 -0 1.5 -2.5 300 -300 7 1e+10 nan inf -inf 0.100000001 3.75 6 65520
error   MODEL type
