/* SPDX-License-Identifier: MIT */
/* Which variants of the kernels this binary holds, and which of them this processor runs. */
#include "kernels/kernels.h"

#include <stdatomic.h>

extern const LabKernels lab_kernels_baseline;
#if defined(__x86_64__)
extern const LabKernels lab_kernels_avx2;
#endif

static const LabKernels *_Atomic chosen;

const LabKernels *const *
lab_kernels_list (void)
{
#if defined(__x86_64__)
  static const LabKernels *const all[] = { &lab_kernels_avx2, &lab_kernels_baseline, NULL };

  __builtin_cpu_init ();
  return __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma") ? all : all + 1;
#else
  static const LabKernels *const all[] = { &lab_kernels_baseline, NULL };

  return all;
#endif
}

const LabKernels *
lab_kernels_get (void)
{
  const LabKernels *kernels = atomic_load_explicit (&chosen, memory_order_relaxed);

  if (kernels == NULL)
    {
      kernels = lab_kernels_list ()[0];
      atomic_store_explicit (&chosen, kernels, memory_order_relaxed);
    }
  return kernels;
}

void
lab_kernels_use (const LabKernels *variant)
{
  atomic_store_explicit (&chosen, variant, memory_order_relaxed);
}
