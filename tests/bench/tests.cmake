# Benchmarks are programs, run by hand or by compare_ort.py; ctest only starts them once with small
# sizes so that they stay alive.
foreach(bench IN ITEMS gemm conv overhead plan)
    add_executable(bench_${bench} ${CMAKE_CURRENT_SOURCE_DIR}/bench/bench_${bench}.c)
    target_link_libraries(bench_${bench} PRIVATE lg_test_support)
endforeach()
add_test(NAME bench.gemm COMMAND bench_gemm 64 784 500)
add_test(NAME bench.conv COMMAND bench_conv 1 16 16 28 3 1 1 1)
add_test(NAME bench.overhead COMMAND bench_overhead)
add_test(NAME bench.plan COMMAND bench_plan --nodes 10000)
set_tests_properties(bench.gemm bench.conv bench.overhead bench.plan PROPERTIES LABELS bench)
