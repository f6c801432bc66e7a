# Recorded sessions of the program: one ctest per case.
if(TARGET lossgraph_program)
    file(GLOB LG_CLI_CASES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/cli/cases/*.case)
    foreach(case IN LISTS LG_CLI_CASES)
        get_filename_component(name ${case} NAME_WE)
        add_test(NAME cli.${name}
                 COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/run_cases.sh
                         $<TARGET_FILE:lossgraph_program> ${CMAKE_BINARY_DIR}/tests/cli ${case})
        set_tests_properties(cli.${name} PROPERTIES LABELS cli TIMEOUT 120)
    endforeach()

    # Training runs against PyTorch's losses: NAME, model, folder, batch.
    function(lg_add_training name model losses folder batch)
        add_test(NAME golden.train.${name}
                 COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/check_training.sh
                         $<TARGET_FILE:lossgraph_program> ${CMAKE_BINARY_DIR}/tests/train
                         ${CMAKE_CURRENT_SOURCE_DIR}/golden/${folder}/${model}
                         ${CMAKE_CURRENT_SOURCE_DIR}/golden/${folder}/train.npz
                         ${CMAKE_CURRENT_SOURCE_DIR}/golden/${folder}/${losses} ${batch} 1e-5)
        set_tests_properties(golden.train.${name} PROPERTIES LABELS golden TIMEOUT 300)
    endfunction()
    lg_add_training(mlp mlp_train.onnx mlp_losses.jsonl digits 64)
    lg_add_training(mlp_flat mlp_flat.onnx mlp_losses.jsonl digits 64)
    lg_add_training(cnn cnn_train.onnx cnn_losses.jsonl digits 64)
    lg_add_training(gpt gpt_train.onnx gpt_losses.jsonl transformer 32)
endif()
