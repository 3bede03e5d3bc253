/* SPDX-License-Identifier: MIT */
/* Which variants of the kernels this binary holds, and which of them this processor runs. */
#include "kernels/kernels.h"

#include <stdatomic.h>

extern const LabKernels lab_kernels_reference;
extern const LabKernels lab_kernels_baseline;
#if defined(__x86_64__)
extern const LabKernels lab_kernels_avx2;
extern const LabKernels lab_kernels_avx512;
#endif

static const LabKernels *_Atomic chosen;

/* Each needs what the ones behind it need. */
static const LabKernels *const ALL[] = {
#if defined(__x86_64__)
  &lab_kernels_avx512,   &lab_kernels_avx2,
#endif
  &lab_kernels_baseline, &lab_kernels_reference, NULL,
};

const LabKernels *const *
lab_kernels_list (void)
{
#if defined(__x86_64__)
  __builtin_cpu_init ();
  if (!(__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma")
        && __builtin_cpu_supports ("bmi")))
    return ALL + 2;
  if (!(__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw")
        && __builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512vl")))
    return ALL + 1;
#endif
  return ALL;
}

const LabKernels *
lab_kernels_get_reference (void)
{
  return &lab_kernels_reference;
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
