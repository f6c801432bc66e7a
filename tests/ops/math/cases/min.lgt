case    three
op      ai.onnx::Min 13
in      x0 f32 [2,3] values -2.20600009 -1.95500004 1.23699999 0.163000003 -2.47399998 1.08599997
in      x1 f32 [3] values 2.75 1.42999995 2.97900009
in      x2 f32 [2,1] values 1.45700002 -1.02600002
out     y0 f32 [2,3] values -2.20600009 -1.95500004 1.23699999 -1.02600002 -2.47399998 -1.02600002
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    one
op      ai.onnx::Min 13
in      x0 f32 [2,3] values -2.20600009 -1.95500004 1.23699999 0.163000003 -2.47399998 1.08599997
out     y0 f32 [2,3] values -2.20600009 -1.95500004 1.23699999 0.163000003 -2.47399998 1.08599997
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    two
op      ai.onnx::Min 8
in      x0 f32 [2,3] values -2.20600009 -1.95500004 1.23699999 0.163000003 -2.47399998 1.08599997
in      x1 f32 [3] values 2.75 1.42999995 2.97900009
out     y0 f32 [2,3] values -2.20600009 -1.95500004 1.23699999 0.163000003 -2.47399998 1.08599997
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    first_small
op      ai.onnx::Min 13
in      x0 f32 [3] values 2.75 1.42999995 2.97900009
in      x1 f32 [2,3] values -2.20600009 -1.95500004 1.23699999 0.163000003 -2.47399998 1.08599997
out     y0 f32 [2,3] values -2.20600009 -1.95500004 1.23699999 0.163000003 -2.47399998 1.08599997
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    version_1
op      ai.onnx::Min 1
attr    consumed_inputs [0]
in      x0 f32 [2,3] values -2.20600009 -1.95500004 1.23699999 0.163000003 -2.47399998 1.08599997
in      x1 f32 [2,3] values -1.20600009 -0.955000043 2.23699999 1.16299999 -1.47399998 2.08599997
out     y0 f32 [2,3] values -2.20600009 -1.95500004 1.23699999 0.163000003 -2.47399998 1.08599997
value   rtol 1e-06 atol 1e-07

case    f16
op      ai.onnx::Min 13
in      x0 f16 [2,3] values -2.205078125 -1.955078125 1.2373046875 0.1629638671875 -2.474609375 1.0859375
in      x1 f16 [3] values 2.75 1.4296875 2.978515625
out     y0 f16 [2,3] values -2.205078125 -1.955078125 1.2373046875 0.1629638671875 -2.474609375 1.0859375
value   rtol 0.002 atol 1e-07

case    bf16
op      ai.onnx::Min 13
in      x0 bf16 [2,3] values -2.203125 -1.953125 1.234375 0.1630859375 -2.46875 1.0859375
in      x1 bf16 [2,3] values -2.203125 -1.953125 1.234375 0.1630859375 -2.46875 1.0859375
out     y0 bf16 [2,3] values -2.203125 -1.953125 1.234375 0.1630859375 -2.46875 1.0859375
value   rtol 0.01 atol 1e-07

case    f64
op      ai.onnx::Min 13
in      x0 f64 [2,3] values -2.2060000896453857 -1.9550000429153442 1.2369999885559082 0.16300000250339508
        -2.4739999771118164 1.0859999656677246
in      x1 f64 [3] values 2.75 1.4299999475479126 2.9790000915527344
out     y0 f64 [2,3] values -2.2060000896453857 -1.9550000429153442 1.2369999885559082 0.16300000250339508
        -2.4739999771118164 1.0859999656677246
value   rtol 1e-14 atol 1e-07

case    nan
op      ai.onnx::Min 13
in      x0 f32 [3] values nan 1 inf
in      x1 f32 [3] values 1 nan -inf
out     y0 f32 [3] values nan nan -inf
value   rtol 1e-06 atol 1e-07

case    ties
op      ai.onnx::Min 13
in      x0 f32 [3] values 1 2 3
in      x1 f32 [3] values 1 2 4
out     y0 f32 [3] values 1 2 3
value   rtol 1e-06 atol 1e-07

case    int8
op      ai.onnx::Min 13
in      x0 i8 [4] values 1 2 3 127
in      x1 i8 [4] values 2 0 127 -128
out     y0 i8 [4] values 1 0 3 -128
value   rtol 1e-06 atol 1e-07

case    uint8
op      ai.onnx::Min 13
in      x0 u8 [4] values 1 2 3 255
in      x1 u8 [4] values 2 0 255 0
out     y0 u8 [4] values 1 0 3 0
value   rtol 1e-06 atol 1e-07

case    int16
op      ai.onnx::Min 13
in      x0 i16 [4] values 1 2 3 32767
in      x1 i16 [4] values 2 0 32767 -32768
out     y0 i16 [4] values 1 0 3 -32768
value   rtol 1e-06 atol 1e-07

case    uint16
op      ai.onnx::Min 13
in      x0 u16 [4] values 1 2 3 65535
in      x1 u16 [4] values 2 0 65535 0
out     y0 u16 [4] values 1 0 3 0
value   rtol 1e-06 atol 1e-07

case    int32
op      ai.onnx::Min 13
in      x0 i32 [4] values 1 2 3 2147483647
in      x1 i32 [4] values 2 0 2147483647 -2147483648
out     y0 i32 [4] values 1 0 3 -2147483648
value   rtol 1e-06 atol 1e-07

case    uint32
op      ai.onnx::Min 13
in      x0 u32 [4] values 1 2 3 4294967295
in      x1 u32 [4] values 2 0 4294967295 0
out     y0 u32 [4] values 1 0 3 0
value   rtol 1e-06 atol 1e-07

case    int64
op      ai.onnx::Min 13
in      x0 i64 [4] values 1 2 3 9223372036854775807
in      x1 i64 [4] values 2 0 9223372036854775807 -9223372036854775808
out     y0 i64 [4] values 1 0 3 -9223372036854775808
value   rtol 1e-06 atol 1e-07

case    uint64
op      ai.onnx::Min 13
in      x0 u64 [4] values 1 2 3 18446744073709551615
in      x1 u64 [4] values 2 0 18446744073709551615 0
out     y0 u64 [4] values 1 0 3 0
value   rtol 1e-06 atol 1e-07

case    mismatch
op      ai.onnx::Min 13
in      x0 f32 [2] values 1.80200005 0.407000005
in      x1 f32 [3] values -2.4519999 -0.824999988 2.67799997
error   SHAPE broadcast
