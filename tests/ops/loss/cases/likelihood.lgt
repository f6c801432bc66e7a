# KLDivLoss: against the body, gradients by differences, bad inputs.

case    kl_none_0
op      ai.lossgraph::KLDivLoss 1
attr    reduction "none"  log_target 0
in      input f64 [3,4] uniform -3 0 seed 1
in      target f64 [4] uniform 0.1 1 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    kl_none_0_grad
op      ai.lossgraph::KLDivLossGrad 1
attr    reduction "none"  log_target 0
in      grad_output f64 [3,4] uniform -2 2 seed 99
in      input f64 [3,4] uniform -3 0 seed 1
in      target f64 [4] uniform 0.1 1 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    kl_none_1
op      ai.lossgraph::KLDivLoss 1
attr    reduction "none"  log_target 1
in      input f64 [3,4] uniform -3 0 seed 1
in      target f64 [4] uniform -2 0 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    kl_none_1_grad
op      ai.lossgraph::KLDivLossGrad 1
attr    reduction "none"  log_target 1
in      grad_output f64 [3,4] uniform -2 2 seed 99
in      input f64 [3,4] uniform -3 0 seed 1
in      target f64 [4] uniform -2 0 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    kl_mean_0
op      ai.lossgraph::KLDivLoss 1
attr    reduction "mean"  log_target 0
in      input f64 [3,4] uniform -3 0 seed 1
in      target f64 [4] uniform 0.1 1 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    kl_mean_0_grad
op      ai.lossgraph::KLDivLossGrad 1
attr    reduction "mean"  log_target 0
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -3 0 seed 1
in      target f64 [4] uniform 0.1 1 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    kl_mean_1
op      ai.lossgraph::KLDivLoss 1
attr    reduction "mean"  log_target 1
in      input f64 [3,4] uniform -3 0 seed 1
in      target f64 [4] uniform -2 0 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    kl_mean_1_grad
op      ai.lossgraph::KLDivLossGrad 1
attr    reduction "mean"  log_target 1
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -3 0 seed 1
in      target f64 [4] uniform -2 0 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    kl_sum_0
op      ai.lossgraph::KLDivLoss 1
attr    reduction "sum"  log_target 0
in      input f64 [3,4] uniform -3 0 seed 1
in      target f64 [4] uniform 0.1 1 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    kl_sum_0_grad
op      ai.lossgraph::KLDivLossGrad 1
attr    reduction "sum"  log_target 0
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -3 0 seed 1
in      target f64 [4] uniform 0.1 1 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    kl_sum_1
op      ai.lossgraph::KLDivLoss 1
attr    reduction "sum"  log_target 1
in      input f64 [3,4] uniform -3 0 seed 1
in      target f64 [4] uniform -2 0 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    kl_sum_1_grad
op      ai.lossgraph::KLDivLossGrad 1
attr    reduction "sum"  log_target 1
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -3 0 seed 1
in      target f64 [4] uniform -2 0 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    kl_batchmean_0
op      ai.lossgraph::KLDivLoss 1
attr    reduction "batchmean"  log_target 0
in      input f64 [3,4] uniform -3 0 seed 1
in      target f64 [4] uniform 0.1 1 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    kl_batchmean_0_grad
op      ai.lossgraph::KLDivLossGrad 1
attr    reduction "batchmean"  log_target 0
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -3 0 seed 1
in      target f64 [4] uniform 0.1 1 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    kl_batchmean_1
op      ai.lossgraph::KLDivLoss 1
attr    reduction "batchmean"  log_target 1
in      input f64 [3,4] uniform -3 0 seed 1
in      target f64 [4] uniform -2 0 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    kl_batchmean_1_grad
op      ai.lossgraph::KLDivLossGrad 1
attr    reduction "batchmean"  log_target 1
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -3 0 seed 1
in      target f64 [4] uniform -2 0 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    kl_zero_target
op      ai.lossgraph::KLDivLossGrad 1
attr    reduction "sum"
in      grad_output f64 [] values 1
in      input f64 [1] values -2
in      target f64 [1] values 0
out     grad_input f64 [1] values 0
out     grad_target f64 [1] values nan
value   rtol 0 atol 0

case    kl_not_finite
op      ai.lossgraph::KLDivLoss 1
attr    reduction "none"
in      input f64 [3] values -inf -inf 0
in      target f64 [3] values 0 0.5 -0.5
out     loss f64 [3] values nan inf nan
value   rtol 0 atol 0

case    bad_shapes
op      ai.lossgraph::KLDivLoss 1
in      input f64 [2,3] values 0 0 0 0 0 0
in      target f64 [2,2] values 0 0 0 0
error   SHAPE 2 3
