/* SPDX-License-Identifier: MIT */
/* The four files of resources/mnist as they are, between lab_mnist_NAME and lab_mnist_NAME_end. */
#define EMBED(name, path)             \
    .globl lab_mnist_##name;          \
    .hidden lab_mnist_##name;         \
    .balign 64;                       \
    lab_mnist_##name: .incbin path;   \
    .globl lab_mnist_##name##_end;    \
    .hidden lab_mnist_##name##_end;   \
    lab_mnist_##name##_end: .byte 0;

    .section .rodata
    EMBED (train_images, "train-images-idx3-ubyte.gz")
    EMBED (train_labels, "train-labels-idx1-ubyte.gz")
    EMBED (test_images, "t10k-images-idx3-ubyte.gz")
    EMBED (test_labels, "t10k-labels-idx1-ubyte.gz")

#if defined(__linux__) && defined(__ELF__)
    .section .note.GNU-stack, "", %progbits
#endif
