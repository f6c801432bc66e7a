# -DLG_SANITIZE=address,undefined instruments everything, the generated code included.
function(lg_add_sanitizers target)
    if(LG_SANITIZE)
        target_compile_options(${target} INTERFACE -fsanitize=${LG_SANITIZE}
                                                   -fno-sanitize-recover=all
                                                   -fno-omit-frame-pointer -g)
        target_link_options(${target} INTERFACE -fsanitize=${LG_SANITIZE})
    endif()
endfunction()
