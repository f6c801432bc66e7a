case    lower_km5
op      ai.onnx::Trilu 14
attr    upper 0
in      x0 i64 [2,3,4] values 3 8 5 2 8 -4 -7 3 3 -6 8 -4 8 0 -6 -2 -7 -3 0 8 8 -6 3 2
in      x1 i64 [] values -5
out     y0 i64 [2,3,4] values 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
value   rtol 1e-06 atol 1e-07

case    upper_km5
op      ai.onnx::Trilu 14
attr    upper 1
in      x0 i64 [2,3,4] values 3 8 5 2 8 -4 -7 3 3 -6 8 -4 8 0 -6 -2 -7 -3 0 8 8 -6 3 2
in      x1 i64 [] values -5
out     y0 i64 [2,3,4] values 3 8 5 2 8 -4 -7 3 3 -6 8 -4 8 0 -6 -2 -7 -3 0 8 8 -6 3 2
value   rtol 1e-06 atol 1e-07

case    lower_km1
op      ai.onnx::Trilu 14
attr    upper 0
in      x0 i64 [2,3,4] values 3 8 5 2 8 -4 -7 3 3 -6 8 -4 8 0 -6 -2 -7 -3 0 8 8 -6 3 2
in      x1 i64 [] values -1
out     y0 i64 [2,3,4] values 0 0 0 0 8 0 0 0 3 -6 0 0 0 0 0 0 -7 0 0 0 8 -6 0 0
value   rtol 1e-06 atol 1e-07

case    upper_km1
op      ai.onnx::Trilu 14
attr    upper 1
in      x0 i64 [2,3,4] values 3 8 5 2 8 -4 -7 3 3 -6 8 -4 8 0 -6 -2 -7 -3 0 8 8 -6 3 2
in      x1 i64 [] values -1
out     y0 i64 [2,3,4] values 3 8 5 2 8 -4 -7 3 0 -6 8 -4 8 0 -6 -2 -7 -3 0 8 0 -6 3 2
value   rtol 1e-06 atol 1e-07

case    lower_k0
op      ai.onnx::Trilu 14
attr    upper 0
in      x0 i64 [2,3,4] values 3 8 5 2 8 -4 -7 3 3 -6 8 -4 8 0 -6 -2 -7 -3 0 8 8 -6 3 2
in      x1 i64 [] values 0
out     y0 i64 [2,3,4] values 3 0 0 0 8 -4 0 0 3 -6 8 0 8 0 0 0 -7 -3 0 0 8 -6 3 0
value   rtol 1e-06 atol 1e-07

case    upper_k0
op      ai.onnx::Trilu 14
attr    upper 1
in      x0 i64 [2,3,4] values 3 8 5 2 8 -4 -7 3 3 -6 8 -4 8 0 -6 -2 -7 -3 0 8 8 -6 3 2
in      x1 i64 [] values 0
out     y0 i64 [2,3,4] values 3 8 5 2 0 -4 -7 3 0 0 8 -4 8 0 -6 -2 0 -3 0 8 0 0 3 2
value   rtol 1e-06 atol 1e-07

case    lower_k1
op      ai.onnx::Trilu 14
attr    upper 0
in      x0 i64 [2,3,4] values 3 8 5 2 8 -4 -7 3 3 -6 8 -4 8 0 -6 -2 -7 -3 0 8 8 -6 3 2
in      x1 i64 [] values 1
out     y0 i64 [2,3,4] values 3 8 0 0 8 -4 -7 0 3 -6 8 -4 8 0 0 0 -7 -3 0 0 8 -6 3 2
value   rtol 1e-06 atol 1e-07

case    upper_k1
op      ai.onnx::Trilu 14
attr    upper 1
in      x0 i64 [2,3,4] values 3 8 5 2 8 -4 -7 3 3 -6 8 -4 8 0 -6 -2 -7 -3 0 8 8 -6 3 2
in      x1 i64 [] values 1
out     y0 i64 [2,3,4] values 0 8 5 2 0 0 -7 3 0 0 0 -4 0 0 -6 -2 0 0 0 8 0 0 0 2
value   rtol 1e-06 atol 1e-07

case    lower_k9
op      ai.onnx::Trilu 14
attr    upper 0
in      x0 i64 [2,3,4] values 3 8 5 2 8 -4 -7 3 3 -6 8 -4 8 0 -6 -2 -7 -3 0 8 8 -6 3 2
in      x1 i64 [] values 9
out     y0 i64 [2,3,4] values 3 8 5 2 8 -4 -7 3 3 -6 8 -4 8 0 -6 -2 -7 -3 0 8 8 -6 3 2
value   rtol 1e-06 atol 1e-07

case    upper_k9
op      ai.onnx::Trilu 14
attr    upper 1
in      x0 i64 [2,3,4] values 3 8 5 2 8 -4 -7 3 3 -6 8 -4 8 0 -6 -2 -7 -3 0 8 8 -6 3 2
in      x1 i64 [] values 9
out     y0 i64 [2,3,4] values 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
value   rtol 1e-06 atol 1e-07

case    default
op      ai.onnx::Trilu 14
in      x0 f32 [3,3] values -2.76900005 -2.45000005 -1.74000001 2.95000005 1.35899997 2.20799994 -2.70300007
        1.08899999 -0.360000014
out     y0 f32 [3,3] values -2.76900005 -2.45000005 -1.74000001 0 1.35899997 2.20799994 0 0 -0.360000014
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    no_k
op      ai.onnx::Trilu 14
attr    upper 0
in      x0 f32 [2,3,2] values -0.500999987 1.25 -1.14999998 0.0810000002 -1.43599999 -0.65200001 0.200000003
        -2.05299997 -1.34300005 -0.477999985 -0.164000005 1.79999995
out     y0 f32 [2,3,2] values -0.500999987 0 -1.14999998 0.0810000002 -1.43599999 -0.65200001 0.200000003 0
        -1.34300005 -0.477999985 -0.164000005 1.79999995
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    extreme_k
op      ai.onnx::Trilu 14
in      x0 i64 [2,3,4] values 3 8 5 2 8 -4 -7 3 3 -6 8 -4 8 0 -6 -2 -7 -3 0 8 8 -6 3 2
in      x1 i64 [] values -9223372036854775808
out     y0 i64 [2,3,4] values 3 8 5 2 8 -4 -7 3 3 -6 8 -4 8 0 -6 -2 -7 -3 0 8 8 -6 3 2
value   rtol 1e-06 atol 1e-07

case    microsoft
op      com.microsoft::Trilu 1
in      x0 f32 [3,4] values 0.85799998 0.375 2.2190001 -1.81599998 -2.37599993 -0.638000011 -2.17700005 0.335999995
        0.442000002 -2.21000004 1.296 0.338999987
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    microsoft_lower
op      com.microsoft::Trilu 1
attr    upper 0
in      x0 f32 [3,4] values -0.460999995 2.50500011 2.13499999 -1.67400002 -2.00099993 2.49300003 -2.05599999
        1.54299998 -1.125 -0.833000004 0.321999997 2.55599999
in      x1 i64 [1] values -1
out     y0 f32 [3,4] values 0 0 0 0 -2.00099993 0 0 0 -1.125 -0.833000004 0 0
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    rank
op      ai.onnx::Trilu 14
in      x0 f32 [3] values -2.98799992 -2.02600002 1.32099998
error   SHAPE rank

case    k_list
op      ai.onnx::Trilu 14
in      x0 i64 [2,3,4] values 3 8 5 2 8 -4 -7 3 3 -6 8 -4 8 0 -6 -2 -7 -3 0 8 8 -6 3 2
in      x1 i64 [2] values 1 2
error   SHAPE k
