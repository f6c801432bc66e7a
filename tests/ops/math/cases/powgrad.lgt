case    both
op      ai.lossgraph::PowGrad 1
in      x0 f32 [2,3] values -2.5 2.22099996 -0.75999999 2.04900002 2.31900001 -0.593999982
in      x1 f32 [2,3] values 0.662999988 0.796000004 2.05500007 1.94200003 1.898 1.38199997
in      x2 f32 [3] values 0.583000004 -0.228 -0.717000008
in      x3 f32 [2,3] values 0.78694135 1.05339634 0.596642137 1.4724797 0.864069104 0.792968154
out     y0 body
out     y1 body
value   rtol 1e-05 atol 1e-07

case    zeros
op      ai.lossgraph::PowGrad 1
in      x0 f32 [2,3] values -2.5 2.22099996 -0.75999999 2.04900002 2.31900001 -0.593999982
in      x1 f32 [2,3] values 0 0 0 1.94200003 1.898 1.38199997
in      x2 f32 [3] values 0 2 0.5
in      x3 f32 [2,3] values 1 0 0 1 3.60240412 1.17558491
out     y0 body
out     y1 body
value   rtol 1e-05 atol 1e-07

case    int_exponent
op      ai.lossgraph::PowGrad 1
in      x0 f32 [2,3] values -2.5 2.22099996 -0.75999999 2.04900002 2.31900001 -0.593999982
in      x1 f32 [2,3] values 0.662999988 0.796000004 2.05500007 1.94200003 1.898 1.38199997
in      x2 i64 [3] values 2 0 -1
in      x3 f32 [2,3] values 0.439568996 1 0.486617982 3.77136421 1 0.723589003
out     y0 f32 [2,3] values -3.31500006 0 0.179965764 7.95831633 0 0.311007142
out     y1 unwanted
value   rtol 1e-05 atol 1e-07
