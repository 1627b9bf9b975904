//! The panel's allocator: a list of free blocks for each power of two. The standard library's weighs five kilobytes of
//! wasm, this one a few hundred bytes. Blocks are never joined: what was freed is for the next of its size.

use std::alloc::{GlobalAlloc, Layout};
use std::arch::wasm32::{memory_grow, memory_size};
use std::cell::UnsafeCell;
use std::ptr::null_mut;

#[global_allocator]
static BLOCKS: Blocks = Blocks(UnsafeCell::new(State { free: [null_mut(); 32], next: 0, end: 0 }));

struct Blocks(UnsafeCell<State>);

struct State {
    /// By the power of two: the first free block, which holds the address of the next.
    free: [*mut u8; 32],
    /// Where memory begins that never was a block, and where it ends.
    next: usize,
    end: usize,
}

// SAFETY: wasm without threads; an atomic's target feature would be needed for more.
unsafe impl Sync for Blocks {}

const PAGE: usize = 1 << 16;

/// The power of two of a layout's blocks. A block's address is a multiple of its size, up to 16: no type here wants more.
fn power(layout: Layout) -> usize {
    layout.size().max(layout.align()).max(8).next_power_of_two().trailing_zeros() as usize
}

// SAFETY: a block is handed out once until it comes back: it is taken off its list, or cut from memory that was none.
// It is as long as the layout asks for, rounded up, and aligned to 8, or to 16 where it is longer.
unsafe impl GlobalAlloc for Blocks {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let state = unsafe { &mut *self.0.get() };
        let power = power(layout);
        let Some(free) = state.free.get_mut(power) else { return null_mut() };
        let block = *free;
        if !block.is_null() {
            *free = unsafe { block.cast::<*mut u8>().read() };
            return block;
        }
        let size = 1 << power;
        let low = (size - 1).min(15);
        let start = (state.next + low) & !low;
        if start + size > state.end {
            let pages = size.div_ceil(PAGE).max(4);
            let grown = memory_grow(0, pages);
            if grown == usize::MAX {
                return null_mut();
            }
            // What is left of the old memory is used on where the new follows it.
            if grown * PAGE != state.end {
                state.next = grown * PAGE;
            }
            state.end = memory_size(0) * PAGE;
            return unsafe { self.alloc(layout) };
        }
        state.next = start + size;
        start as *mut u8
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let state = unsafe { &mut *self.0.get() };
        if let Some(free) = state.free.get_mut(power(layout)) {
            unsafe { block.cast::<*mut u8>().write(*free) };
            *free = block;
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let Ok(wanted) = Layout::from_size_align(size, layout.align()) else { return null_mut() };
        if power(wanted) == power(layout) {
            return block;
        }
        unsafe {
            let moved = self.alloc(wanted);
            if !moved.is_null() {
                moved.copy_from_nonoverlapping(block, layout.size().min(size));
                self.dealloc(block, layout);
            }
            moved
        }
    }
}
