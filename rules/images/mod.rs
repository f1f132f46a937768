//! Images: what is pulled, and from where.

mod invalid_image_reference;
mod latest_image_tag;

readylint_engine::rules!("images": invalid_image_reference, latest_image_tag);
