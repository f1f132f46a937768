//! Images: what is pulled, and from where.

mod latest_image_tag;

readylint_engine::rules!("images": latest_image_tag);
